package io.perennial.driver.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What rounds cost and local steps take, measured; and how many steps a round should have so that its cost counts for little. */
final class RoundCosts {

    /** Of a measured round. */
    static final int LOCAL_STEPS = 5;
    /** A round's time beyond its local steps, as a share of the whole, that is put up with: less costs accuracy for little time. */
    private static final double SHARE = 0.1;
    /** Of a round: the most that our own settings were measured with. */
    private static final int MOST_STEPS = 50;
    /** Fewer averages leave an outer optimizer nothing to work with. */
    private static final int LEAST_ROUNDS = 20;
    private static final int COLD_ROUNDS = 3;
    private static final int ROUNDS = 10;
    private static final double ENOUGH_SECONDS = 15;

    private final List<RoundReport.Seconds> rounds = new ArrayList<>();

    /** Takes a round's times; false when there are enough. */
    boolean take(RoundReport.Seconds seconds) {
        rounds.add(seconds);
        List<RoundReport.Seconds> counted = counted();
        return rounds.size() <= COLD_ROUNDS || counted.size() < ROUNDS && counted.stream().mapToDouble(RoundReport.Seconds::total).sum() < ENOUGH_SECONDS;
    }

    /** Without the first ones, in which networks are built and code is compiled; where there are no others, these. */
    private List<RoundReport.Seconds> counted() {
        return rounds.size() > COLD_ROUNDS ? rounds.subList(COLD_ROUNDS, rounds.size()) : rounds;
    }

    /** Ends the measured run when it has told enough; of the rest only what may need attention is passed on. */
    RunListener watching(RunListener listener, StopSignal enough) {
        return new RunListener() {
            @Override
            public void roundDone(RoundReport round) {
                if (!take(round.seconds())) {
                    enough.request("measured");
                }
            }

            @Override
            public void workerLost(String executor, String reason) {
                listener.workerLost(executor, reason);
            }

            @Override
            public void warning(String message) {
                listener.warning(message);
            }
        };
    }

    /**
     * The fewest local steps with which a round's cost is a tenth of it at most; at most 50, and so few that the run has 20 rounds.
     *
     * @param totalSteps of the run
     */
    int localSteps(long totalSteps) {
        // Without a single round the run has diverged, and will again.
        double wanted = rounds.isEmpty() ? LOCAL_STEPS : Math.ceil(cost() * (1 - SHARE) / SHARE / step());
        return (int) Math.max(1, Math.min(wanted, Math.min(MOST_STEPS, totalSteps / LEAST_ROUNDS)));
    }

    /** Seconds of a round beyond its local steps. */
    private double cost() {
        return median(seconds -> seconds.total() - seconds.compute());
    }

    private double step() {
        return median(RoundReport.Seconds::compute) / LOCAL_STEPS;
    }

    private double median(ToDoubleFunction<RoundReport.Seconds> of) {
        double[] sorted = counted().stream().mapToDouble(of).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    @Override
    public String toString() {
        return rounds.isEmpty() ? "no whole round" : String.format(Locale.ROOT, "%.1f ms a round beyond its local steps and %.1f ms a local step over %d rounds",
                1e3 * cost(), 1e3 * step(), counted().size());
    }
}
