package io.perennial.bench.round;

import io.perennial.bench.Results;
import io.perennial.bench.cluster.BenchCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** What a round costs beyond the slowest worker's local steps, on two executors of one core each. */
public final class RoundBenchmark {

    private static final String DATA = "shapes10";
    private static final int SIDE = 32;
    private static final int BATCH = 32;
    private static final int CLASSES = 10;
    private static final String HOW = """
            Two executors of one core each, %s, on a standalone cluster of this machine; fp32. *Beyond the local steps* is a round's mean time less that of
            the slowest worker's local steps: as Perennial's workers report them; for dl4j-spark, which does not, what DL4J's own loop takes for such batches
            on both executors at once, or Perennial's local steps where they were faster, measured in the same turn. Means include what rounds need now and then: Perennial's
            a checkpoint every 20 rounds, which cuts the lineage, dl4j-spark's the count and split of its data. All who train have the same network, first parameters, data,
            optimizer and convolution fix, and the same number of rounds where they are compared; test accuracy is what they have learned after them. Each figure is the median
            over %d turns, each comparison the median over the turns of what was measured one after another, in brackets the lowest and the highest.
            """;

    private RoundBenchmark() {
    }

    /** The Net, 62,006 parameters; {@code turns} are how often each contender runs. */
    public static void net(Results results, int turns) throws IOException {
        run(results, "round", turns, 2048, (cluster, scratch) -> {
            Setting setting = Setting.of(cluster.spark(), DATA, "lenet", BATCH);
            Contender perennial = new PerennialRounds(setting, scratch.resolve("runs"), Setting.WORKERS, List.of());
            List<Contender> all = List.of(perennial, Floor.empty(setting.spark()), Floor.moving(setting.spark(), setting.parameters()), new EngineAlone(setting),
                    new StockAveraging(setting, StockAveraging.SetUp.TUNED));
            Contender documented = new StockAveraging(setting, StockAveraging.SetUp.DOCUMENTED);
            TreeMap<Integer, Turns> measured = new TreeMap<>();
            for (int turn = 0; turn <= turns; turn++) {
                for (Contender.Length length : List.of(new Contender.Length(1, 40), new Contender.Length(5, 40), new Contender.Length(20, 20))) {
                    for (Contender contender : all) {
                        take(measured, perennial, contender, length, turn);
                    }
                    if (length.localSteps() == 5) {
                        take(measured, perennial, documented, new Contender.Length(5, 8), turn);
                    }
                }
            }
            return new Measured("The Net (" + setting.parameters() + " parameters), batch " + BATCH + ", " + DATA
                    + ". dl4j-spark as documented did 13 rounds where the others did 45.", measured);
        });
    }

    /** A network of dense layers with 10.2 million parameters. */
    public static void large(Results results, int turns) throws IOException {
        run(results, "large", turns, 3072, (cluster, scratch) -> {
            Setting setting = Setting.of(cluster.spark(), DATA, dense(2800, 560), scratch.resolve("large.json"), BATCH);
            Contender perennial = new PerennialRounds(setting, scratch.resolve("runs"), Setting.WORKERS, List.of());
            List<Contender> all = List.of(perennial, Floor.moving(setting.spark(), setting.parameters()), new EngineAlone(setting),
                    new StockAveraging(setting, StockAveraging.SetUp.TUNED));
            TreeMap<Integer, Turns> measured = new TreeMap<>();
            for (int turn = 0; turn <= turns; turn++) {
                for (Contender contender : all) {
                    take(measured, perennial, contender, new Contender.Length(1, contender instanceof StockAveraging ? 10 : 20), turn);
                }
            }
            return new Measured("Dense layers (" + setting.parameters() + " parameters), batch " + BATCH + ", " + DATA
                    + ". dl4j-spark did 15 rounds where Perennial did 25.", measured);
        });
    }

    private record Measured(String what, Map<Integer, Turns> byLocalSteps) {
    }

    private interface Measurement {
        Measured on(BenchCluster cluster, Path scratch) throws IOException;
    }

    private static void run(Results results, String name, int turns, int executorMiB, Measurement measurement) throws IOException {
        Path scratch = Files.createDirectories(results.scratch().resolve(name + "-" + System.nanoTime()));
        StringBuilder text = new StringBuilder();
        try (BenchCluster cluster = BenchCluster.start(scratch.resolve("cluster"), Setting.WORKERS, executorMiB)) {
            Measured measured = measurement.on(cluster, scratch);
            text.append(measured.what()).append(' ').append(HOW.formatted(cluster.executors(), turns));
            measured.byLocalSteps().forEach((localSteps, turned) ->
                    text.append("\n### H = ").append(localSteps).append('\n').append(turned.table(localSteps * BATCH * Setting.WORKERS)));
        }
        results.write(name, turns, text.toString());
    }

    /** Turn 0 is cold and does not count: between two that are compared there may be minutes on a busy machine. */
    private static void take(Map<Integer, Turns> measured, Contender perennial, Contender contender, Contender.Length length, int turn) {
        Turn done = contender.turn(length);
        System.err.printf("turn %d, H=%d, %s: %s%n", turn, length.localSteps(), contender.name(), done);
        if (turn > 0) {
            measured.computeIfAbsent(length.localSteps(), any -> new Turns(perennial.name())).add(contender.name(), done);
        }
    }

    /** 3x32x32 images through dense layers. */
    static MultiLayerConfiguration dense(int... hidden) {
        NeuralNetConfiguration.ListBuilder layers = new NeuralNetConfiguration.Builder().seed(0).activation(Activation.RELU).list();
        for (int size : hidden) {
            layers.layer(new DenseLayer.Builder().nOut(size).build());
        }
        return layers.layer(new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT).nOut(CLASSES).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.convolutional(SIDE, SIDE, 3)).build();
    }
}
