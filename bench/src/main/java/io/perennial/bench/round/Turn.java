package io.perennial.bench.round;

import java.util.List;

/**
 * A contender's rounds of one turn, seconds.
 *
 * @param seconds mean of a round
 * @param compute mean of the slowest worker's local steps; NaN where the contender does not tell
 * @param median  of what single rounds took beyond these; NaN where it does not tell them apart
 */
record Turn(double seconds, double compute, double median) {

    static Turn of(List<Contender.Round> rounds) {
        double[] beyond = rounds.stream().mapToDouble(round -> round.seconds() - round.compute()).sorted().toArray();
        return new Turn(rounds.stream().mapToDouble(Contender.Round::seconds).average().orElseThrow(),
                rounds.stream().mapToDouble(Contender.Round::compute).average().orElseThrow(), beyond[beyond.length / 2]);
    }

    @Override
    public String toString() {
        return String.format("%.1f ms a round, local steps %.1f ms, median beyond %.1f ms", seconds * 1e3, compute * 1e3, median * 1e3);
    }
}
