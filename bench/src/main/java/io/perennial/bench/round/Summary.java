package io.perennial.bench.round;

import java.util.List;

/**
 * A contender's turns together, seconds.
 *
 * @param seconds of a round
 * @param beyond  the local steps: mean, and that of the lowest and the highest turn
 * @param median  of single rounds, beyond the local steps; NaN where they are not told apart
 */
record Summary(double seconds, double beyond, double lowest, double highest, double median) {

    /** @param engine seconds of the local steps, for a contender that does not tell its own */
    static Summary of(List<Turn> turns, double engine) {
        double[] beyond = turns.stream().mapToDouble(turn -> turn.seconds() - (Double.isNaN(turn.compute()) ? engine : turn.compute())).sorted().toArray();
        return new Summary(turns.stream().mapToDouble(Turn::seconds).average().orElseThrow(), java.util.Arrays.stream(beyond).average().orElseThrow(),
                beyond[0], beyond[beyond.length - 1], turns.stream().mapToDouble(Turn::median).average().orElseThrow());
    }

    String row(String name, Summary perennial) {
        return String.format("| %s | %.1f | %.1f (%.1f-%.1f) | %s | %s |%n", name, seconds * 1e3, beyond * 1e3, lowest * 1e3, highest * 1e3,
                Double.isNaN(median) ? "" : String.format("%.1f", median * 1e3), beyond > 0 ? String.format("%.2f", perennial.beyond() / beyond) : "");
    }
}
