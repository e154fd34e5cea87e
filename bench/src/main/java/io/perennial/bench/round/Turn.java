package io.perennial.bench.round;

import java.util.List;

/**
 * A contender's rounds of one turn, seconds.
 *
 * @param seconds  mean of a round
 * @param compute  mean of the slowest worker's local steps; NaN where the contender does not tell
 * @param median   of what single rounds took beyond these; NaN where it does not tell them apart
 * @param accuracy on the test set after the turn's rounds; NaN where nothing was learned
 * @param parts    what the time beyond the local steps went to; empty where the contender does not tell
 */
record Turn(double seconds, double compute, double median, double accuracy, String parts) {

    /**
     * One round.
     *
     * @param seconds of the whole, and of what it needed now and then (cuts, checkpoints)
     * @param compute of the slowest worker's local steps
     */
    record Round(double seconds, double compute) {
    }

    static Turn of(List<Round> rounds, double accuracy, String parts) {
        double[] beyond = rounds.stream().mapToDouble(round -> round.seconds() - round.compute()).sorted().toArray();
        return new Turn(rounds.stream().mapToDouble(Round::seconds).average().orElseThrow(),
                rounds.stream().mapToDouble(Round::compute).average().orElseThrow(), beyond[beyond.length / 2], accuracy, parts);
    }

    /** Seconds of a round beyond the local steps: mean. */
    double beyond() {
        return seconds - compute;
    }

    /** The same with the local steps of another, for a contender that does not tell its own. */
    Turn withCompute(double other) {
        return Double.isNaN(compute) ? new Turn(seconds, other, median, accuracy, parts) : this;
    }

    @Override
    public String toString() {
        return String.format("%.1f ms a round, local steps %.1f ms, median beyond %.1f ms, accuracy %.3f%s", seconds * 1e3, compute * 1e3, median * 1e3,
                accuracy, parts.isEmpty() ? "" : " [" + parts + "]");
    }
}
