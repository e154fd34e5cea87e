package io.perennial.bench.round;

import io.perennial.bench.Results;
import io.perennial.bench.cluster.BenchCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Two workers on two executors beside one worker on one, at 100 local steps a round. */
public final class ScalingBenchmark {

    private static final int LOCAL_STEPS = 100;
    private static final int BATCH = 32;
    private static final int COUNTED = 6;

    private ScalingBenchmark() {
    }

    /** {@code turns} are how often each runs. */
    public static void run(Results results, int turns) throws IOException {
        Path scratch = Files.createDirectories(results.scratch().resolve("scaling-" + System.nanoTime()));
        try (BenchCluster cluster = BenchCluster.start(scratch.resolve("cluster"), Setting.WORKERS, 2048)) {
            Setting setting = Setting.of(cluster.spark(), "shapes10", "lenet", BATCH);
            Contender one = new PerennialRounds(setting, scratch.resolve("runs"), 1, List.of());
            Contender two = new PerennialRounds(setting, scratch.resolve("runs"), 2, List.of());
            List<double[]> speeds = new ArrayList<>();
            for (int turn = 0; turn <= turns; turn++) {
                double alone = speed(one, 1);
                double[] both = {alone, speed(two, 2)};
                System.err.printf("turn %d: %.0f and %.0f examples/s%n", turn, both[0], both[1]);
                if (turn > 0) {
                    speeds.add(both);
                }
            }
            double[] ratios = speeds.stream().mapToDouble(both -> both[1] / both[0]).sorted().toArray();
            results.write("scaling", turns, String.format("Perennial, the Net, batch %d, H = %d: one worker on one executor, and two on two, %s, in turns; means of %d rounds.%n%n"
                            + "| | examples/s |%n|---|---|%n| one worker | %s |%n| two workers | %s |%n%nTwo are %.2f times as fast as one (median of %d turns, %.2f to %.2f).%n", BATCH,
                    LOCAL_STEPS, cluster.executors(), COUNTED, shown(speeds, 0), shown(speeds, 1), ratios[ratios.length / 2], turns, ratios[0], ratios[ratios.length - 1]));
        }
    }

    private static double speed(Contender contender, int workers) {
        return LOCAL_STEPS * BATCH * workers / contender.turn(new Contender.Length(LOCAL_STEPS, COUNTED)).seconds();
    }

    private static String shown(List<double[]> speeds, int which) {
        return String.join(", ", Arrays.stream(speeds.stream().mapToDouble(both -> both[which]).toArray()).mapToObj(speed -> String.format("%.0f", speed)).toList());
    }
}
