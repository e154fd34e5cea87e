package io.perennial.bench.round;

import io.perennial.bench.Results;
import io.perennial.bench.cluster.BenchCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How a round's cost grows with parameters and workers. */
public final class GrowthBenchmark {

    private static final int BATCH = 4;
    private static final int COUNTED = 8;
    private static final int[] WORKERS = {1, 2, 4, 8, 16};
    /** Parameters times workers that the executors' heap holds, with their replicas of two rounds. */
    private static final long MOST = 85_000_000;

    private GrowthBenchmark() {
    }

    /** {@code turns} are how often each size runs. */
    public static void run(Results results, int turns) throws IOException {
        Path scratch = Files.createDirectories(results.scratch().resolve("growth-" + System.nanoTime()));
        try (BenchCluster cluster = BenchCluster.start(scratch.resolve("cluster"), Setting.WORKERS, 3584)) {
            Map<String, Setting> models = new LinkedHashMap<>();
            for (int[] hidden : new int[][] {{20}, {320}, {2800, 560}, {8000, 1900}}) {
                Setting setting = Setting.of(cluster.spark(), "shapes10", RoundBenchmark.dense(hidden), scratch.resolve("dense-" + hidden[0] + ".json"), BATCH);
                models.put(String.format("%,d", setting.parameters()), setting);
            }
            Map<String, double[][]> beyond = new LinkedHashMap<>();
            for (int turn = 0; turn <= turns; turn++) {
                for (Map.Entry<String, Setting> model : models.entrySet()) {
                    for (int w = 0; w < WORKERS.length; w++) {
                        if ((long) model.getValue().parameters() * WORKERS[w] > MOST || turn == 0 && WORKERS[w] != 2) {
                            continue;
                        }
                        Turn done = new PerennialRounds(model.getValue(), scratch.resolve("runs"), WORKERS[w], List.of("codec=fp32")).turn(new Contender.Length(1, COUNTED));
                        double waves = Math.ceil((double) WORKERS[w] / Setting.WORKERS);
                        double cost = 1e3 * (done.seconds() - waves * done.compute());
                        System.err.printf("turn %d, %s parameters, %d workers: %.0f ms beyond the local steps [%s]%n", turn, model.getKey(), WORKERS[w], cost, done.parts());
                        if (turn > 0) {
                            double[] costs = beyond.computeIfAbsent(model.getKey(), any -> new double[WORKERS.length][turns])[w];
                            costs[turn - 1] = cost;
                        }
                    }
                }
            }
            results.write("growth", turns, text(cluster.executors(), beyond));
        }
    }

    static String text(String executors, Map<String, double[][]> beyond) {
        StringBuilder text = new StringBuilder("Milliseconds of a round beyond the local steps, by parameters and workers: dense networks, fp32, H = 1, two executors of one core, "
                + executors + ", so that workers beyond two train in waves, whose local steps (as many as the slowest worker's) are taken off. Means of " + COUNTED
                + " rounds, with the cuts that were due (for small models after 20 rounds: none); the lowest of the turns. Deltas are summed on the driver, which holds one of each worker.\n\n| parameters |");
        for (int workers : WORKERS) {
            text.append(' ').append(workers).append(workers == 1 ? " worker |" : " workers |");
        }
        text.append("\n|---|---|---|---|---|---|\n");
        beyond.forEach((parameters, byWorkers) -> {
            text.append("| ").append(parameters).append(" |");
            for (double[] costs : byWorkers) {
                double least = Double.MAX_VALUE;
                for (double cost : costs) {
                    least = Math.min(least, cost);
                }
                text.append(least == 0 ? "  |" : String.format(" %.0f |", least));
            }
            text.append('\n');
        });
        return text.toString();
    }
}
