package io.perennial.bench.round;

import io.perennial.bench.Results;
import io.perennial.jobs.cluster.SparkDistribution;
import io.perennial.jobs.cluster.StandaloneCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.launcher.JavaModuleOptions;

/** What a round costs beyond the slowest worker's local steps, on two executors of one core each. */
public final class RoundBenchmark {

    private static final int[] LOCAL_STEPS = {1, 5, 20};
    private static final int EXECUTOR_MIB = 2048;
    /** Between two that are compared there may be minutes on a busy machine: the first turn, with everything cold, does not count. */
    private static final int COLD_TURNS = 1;

    private final Results results;
    private final int turns;
    private final Map<Integer, Map<String, List<Turn>>> measured = new LinkedHashMap<>();

    private RoundBenchmark(Results results, int turns) {
        this.results = results;
        this.turns = turns;
    }

    /** Runs it and writes its results; {@code turns} are how often each contender runs. */
    public static void run(Results results, int turns) throws IOException {
        RoundBenchmark benchmark = new RoundBenchmark(results, turns);
        Path scratch = Files.createDirectories(results.scratch().resolve("round-" + System.nanoTime()));
        try (StandaloneCluster cluster = StandaloneCluster.start(scratch.resolve("cluster"), Setting.WORKERS, 1, EXECUTOR_MIB + 512);
             JavaSparkContext spark = new JavaSparkContext(conf(cluster.masterUrl()))) {
            benchmark.measure(Setting.of(spark), scratch.resolve("runs"));
        }
        benchmark.write();
    }

    private static SparkConf conf(String master) throws IOException {
        SparkDistribution spark = SparkDistribution.ofThisBuild();
        Path bench = spark.project().resolve("bench/target");
        try (Stream<Path> lib = Files.list(bench.resolve("lib"))) {
            String classPath = Stream.concat(Stream.of(spark.perennialJar(), bench.resolve("classes")), lib.sorted()).map(Path::toString)
                    .collect(Collectors.joining(":"));
            return new SparkConf().setMaster(master).setAppName("bench").set("spark.executor.extraClassPath", classPath)
                    .set("spark.executor.memory", EXECUTOR_MIB + "m").set("spark.executor.cores", "1").set("spark.ui.enabled", "false")
                    .set("spark.executor.extraJavaOptions", JavaModuleOptions.defaultModuleOptions()
                            + " -Dorg.eclipse.deeplearning4j.helpers.disable=false -Dorg.bytedeco.javacpp.maxphysicalbytes=0")
                    .set("spark.executorEnv.OMP_NUM_THREADS", "1").set("spark.executorEnv.OMP_WAIT_POLICY", "PASSIVE")
                    .set("spark.broadcast.compress", "false").set("spark.driver.host", "127.0.0.1").set("spark.driver.bindAddress", "127.0.0.1")
                    .set("spark.locality.wait", "30s").set("spark.rpc.message.maxSize", "1024").set("spark.driver.maxResultSize", "4g");
        }
    }

    private void measure(Setting setting, Path runs) {
        List<Contender> contenders = List.of(new PerennialRounds(setting, runs, List.of()), Floor.empty(setting.spark()),
                Floor.moving(setting.spark(), setting.parameters()), new EngineAlone(setting), new StockAveraging(setting, StockAveraging.SetUp.TUNED),
                new StockAveraging(setting, StockAveraging.SetUp.DOCUMENTED));
        for (int turn = 0; turn < COLD_TURNS + turns; turn++) {
            for (int localSteps : LOCAL_STEPS) {
                for (Contender contender : contenders) {
                    Turn done = Turn.of(contender.rounds(localSteps));
                    System.err.printf("turn %d of %d, H=%d, %s: %s%n", turn, turns, localSteps, contender.name(), done);
                    if (turn >= COLD_TURNS) {
                        measured.computeIfAbsent(localSteps, any -> new LinkedHashMap<>()).computeIfAbsent(contender.name(), any -> new ArrayList<>()).add(done);
                    }
                }
            }
        }
    }

    private void write() throws IOException {
        StringBuilder text = new StringBuilder("""
                The Net (62,006 parameters), batch 32, two executors of one core each on a standalone cluster of this machine, fp32. Milliseconds of a round
                beyond the slowest worker's local steps: as Perennial's workers report them; for dl4j-spark, which does not report them, what DL4J's own loop takes for the
                same batches on both executors at once, measured in the same turn. Rounds include what they need now and then: Perennial's a checkpoint
                every 20, dl4j-spark's the split of its data.
                Both have the same network, data, optimizer and convolution fix. Each figure is the mean over the turns, in brackets the lowest and highest turn.
                """);
        measured.forEach((localSteps, contenders) -> {
            text.append("\n### H = ").append(localSteps).append("\n\n| | a round | beyond the local steps | median of rounds, beyond | Perennial's beyond, as a multiple |\n|---|---|---|---|---|\n");
            double engine = contenders.get("DL4J alone").stream().mapToDouble(Turn::compute).average().orElseThrow();
            Summary perennial = Summary.of(contenders.get("Perennial"), engine);
            contenders.forEach((name, all) -> text.append(Summary.of(all, engine).row(name, perennial)));
        });
        results.write("round", "bench/run round " + turns, text.toString());
    }
}
