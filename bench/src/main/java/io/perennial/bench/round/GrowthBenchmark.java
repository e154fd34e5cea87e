package io.perennial.bench.round;

import io.perennial.bench.Results;
import io.perennial.bench.cluster.BenchCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How a round's cost grows with parameters and workers, averaged on the driver and in slices; a model of it, and what that projects for more executors. */
public final class GrowthBenchmark {

    private static final int BATCH = 4;
    private static final int EXECUTOR_MIB = 3584;
    private static final int[] WORKERS = {1, 2, 4, 8, 16};
    private static final int[][] HIDDEN = {{20}, {320}, {2800, 560}, {8000, 1900}};
    /** Parameters times workers: more would take too long, or not fit into the executors' heap with the replicas of two rounds. */
    private static final long MOST = 85_000_000;
    /** From here on rounds take seconds. */
    private static final int LARGE = 5_000_000;
    private static final int COUNTED = 8;
    private static final int COUNTED_LARGE = 4;
    private static final String WHAT = """
            Milliseconds of a round beyond the local steps, by parameters and workers: dense networks, fp32, H = 1, two executors of one core, %s, so that workers beyond
            two train in waves, whose local steps (as many as the slowest worker's) are taken off. Means of %d rounds (of %d above %,d parameters), with the cuts that were due;
            the lowest of the turns. Other work on the machine is in it. In brackets: by how much the model below is off.
            """;
    private static final String MODEL = """
            The model is a sum of terms with rates that are not negative, fitted by least squares of the logarithms, for each way to average:
            """;
    private static final String PROJECTION = """
            Projected, not measured: seconds of a round beyond its local steps with an executor for each worker, and after the slash the H from which that is under 5 %% of the
            round, if a local step takes %.0f ms (H is inversely proportional to that). What is fitted here, where bytes travel in one machine's memory, plus the bytes' way over links of so many
            Gbit/s: parameters twice over each executor's link, every delta over the driver's or, in slices, a delta over each executor's and 8 bytes a parameter over the driver's.
            The driver is assumed to be as fast as this machine; the cost of many small shuffle blocks (workers times parts) is not in it, nor stragglers. It reaches far beyond what was measured:
            16 workers on two executors.
            """;

    private GrowthBenchmark() {
    }

    /** {@code turns} are how often each size runs. */
    public static void run(Results results, int turns) throws IOException {
        Path scratch = Files.createDirectories(results.scratch().resolve("growth-" + System.nanoTime()));
        try (BenchCluster cluster = BenchCluster.start(scratch.resolve("cluster"), Setting.WORKERS, EXECUTOR_MIB)) {
            Map<RoundCost, Double> least = new LinkedHashMap<>();
            for (int[] hidden : HIDDEN) {
                Setting setting = Setting.of(cluster.spark(), "shapes10", RoundBenchmark.dense(hidden), scratch.resolve("dense-" + hidden[0] + ".json"), BATCH);
                // The first run of a network is cold.
                measure(setting, scratch, 2, false);
                for (int turn = 0; turn < turns; turn++) {
                    for (int workers : WORKERS) {
                        if ((long) setting.parameters() * workers <= MOST) {
                            for (boolean slices : new boolean[] {false, true}) {
                                least.merge(new RoundCost(slices, setting.parameters(), workers, 0), measure(setting, scratch, workers, slices), Math::min);
                            }
                        }
                    }
                }
            }
            List<RoundCost> costs = new ArrayList<>();
            least.forEach((of, milliseconds) -> costs.add(new RoundCost(of.slices(), of.parameters(), of.workers(), milliseconds)));
            write(results, turns, cluster.executors(), costs);
        }
    }

    private static double measure(Setting setting, Path scratch, int workers, boolean slices) {
        int counted = setting.parameters() > LARGE ? COUNTED_LARGE : COUNTED;
        String aggregation = slices ? "slices" : "driver";
        Turn done = new PerennialRounds(setting, scratch.resolve("runs"), workers, List.of("codec=fp32", "aggregation=" + aggregation)).turn(new Contender.Length(1, counted));
        RoundCost cost = new RoundCost(slices, setting.parameters(), workers, 0);
        double beyond = 1e3 * (done.seconds() - cost.waves() * done.compute());
        System.err.printf("%,d parameters, %d workers, %s: %.0f ms beyond the local steps [%s]%n", setting.parameters(), workers, aggregation, beyond, done.parts());
        return beyond;
    }

    static void write(Results results, int turns, String executors, List<RoundCost> costs) throws IOException {
        List<CostModel> models = List.of(CostModel.fit(false, costs), CostModel.fit(true, costs));
        GrowthPage page = new GrowthPage(costs, models);
        String projection = PROJECTION.formatted(GrowthPage.STEP_MS) + page.projection();
        String plot = results.plot("growth", GrowthPlot.svg(costs, models));
        results.write("growth", turns, WHAT.formatted(executors, COUNTED, COUNTED_LARGE, LARGE) + page.measured() + "\n![A round's cost](../docs/" + plot + ")\n\n" + MODEL
                + page.rates() + "\n" + projection);
        results.writeToPage("performance.md", "growth", "![A round's cost](" + plot + ")\n\n" + MODEL + page.rates() + "\n" + projection);
    }
}
