package io.perennial.bench.round;

import io.perennial.bench.Results;
import io.perennial.bench.cluster.BenchCluster;
import io.perennial.driver.job.Job;
import io.perennial.driver.job.JobFile;
import io.perennial.driver.run.Resume;
import io.perennial.driver.run.RoundReport;
import io.perennial.driver.run.RunListener;
import io.perennial.driver.run.StopSignal;
import io.perennial.driver.run.Training;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** How long the Net trains on CIFAR-10 until it has an accuracy on the test set: Perennial as it is recommended, and tuned dl4j-spark. */
public final class AccuracyBenchmark {

    private static final double[] WANTED = {0.55, 0.60};
    private static final int BATCH = 32;
    private static final int LOCAL_STEPS = 20;
    private static final double RATE = 0.025;
    private static final int EPOCHS = 8;
    /** Evaluations in an epoch, of both. */
    private static final int PIECES = 4;
    /** Training after which a turn is given up, seconds. */
    private static final double MOST_SECONDS = 240;
    /** Epochs that the recommended job is run for, by the accuracy that is wanted: its rate falls to nothing by its end, so it has to be told. */
    private static final Map<Double, Integer> RECOMMENDED_EPOCHS = Map.of(0.55, 2, 0.60, 4);
    private static final String RECOMMENDED = "cifar10-lenet.yaml";
    private static final String WHAT = """
            The Net (%d parameters) on CIFAR-10 (%d training and %d test images; a JPEG copy, as the data sets' page says), from the same first parameters: seconds of training until the accuracy on the
            test set is reached, looked at four times an epoch. Looking is not counted, nor is building batches, caching data or starting anything. Two executors of one core each, %s; batch 32, H = 20, fp32.
            *As recommended* is `conf/%s` (outer momentum, a rate that falls over the run) for 2 epochs where 55 %% are wanted and for 4 where 60 %% are (of 3 it ended with 59.8 %%). *Set alike* and dl4j-spark, tuned as in
            `round`, have Nesterov momentum 0.9 at a constant rate of 0.025 and plain averaging; neither was tuned for this table, and dl4j-spark was not given a falling rate. In turns, one after the other;
            "not within" is where a turn ended or was given up.
            """;

    private AccuracyBenchmark() {
    }

    /** When an accuracy was first seen: seconds of training, by accuracy. */
    private static final class Reached {

        private final Map<Double, Double> at = new LinkedHashMap<>();
        private double seconds;
        private long examples;

        /** Seconds; to the end of the training where it was not reached. */
        double until(double wanted) {
            return at.getOrDefault(wanted, seconds);
        }

        /** @return false if there is nothing more to reach, or it takes too long */
        boolean look(double accuracy) {
            Arrays.stream(WANTED).filter(wanted -> accuracy >= wanted).forEach(wanted -> at.putIfAbsent(wanted, seconds));
            System.err.printf("%.1f s, %d examples, accuracy %.3f%n", seconds, examples, accuracy);
            return at.size() < WANTED.length && seconds < MOST_SECONDS;
        }
    }

    /** Runs it and writes its results; needs CIFAR-10. {@code turns} are how often each trains. */
    public static void run(Results results, int turns) throws IOException {
        Path scratch = Files.createDirectories(results.scratch().resolve("accuracy-" + System.nanoTime()));
        try (BenchCluster cluster = BenchCluster.start(scratch.resolve("cluster"), Setting.WORKERS, 2048)) {
            Setting setting = Setting.of(cluster.spark(), "cifar10", "lenet", BATCH).withRate(RATE);
            List<Reached> alike = new ArrayList<>();
            List<Reached> theirs = new ArrayList<>();
            Map<Double, List<Reached>> recommended = new LinkedHashMap<>();
            for (int turn = 0; turn < turns; turn++) {
                for (double wanted : WANTED) {
                    recommended.computeIfAbsent(wanted, key -> new ArrayList<>()).add(perennial(setting, recommended(results, setting, scratch, RECOMMENDED_EPOCHS.get(wanted))));
                }
                alike.add(perennial(setting, alike(setting, scratch)));
                theirs.add(stock(setting));
            }
            StringBuilder table = new StringBuilder("| accuracy | Perennial, as recommended, s | Perennial, set alike, s | dl4j-spark, tuned, s | dl4j-spark beside the recommended | beside the one set alike |\n"
                    + "|---|---|---|---|---|---|\n");
            for (double wanted : WANTED) {
                List<Reached> best = recommended.get(wanted);
                table.append(String.format("| %.0f %% | %s | %s | %s | %s | %s |%n", 100 * wanted, shown(best, wanted), shown(alike, wanted), shown(theirs, wanted),
                        compared(theirs, best, wanted), compared(theirs, alike, wanted)));
            }
            results.write("accuracy", turns, WHAT.formatted(setting.parameters(), setting.data().train().size(), setting.data().test().size(), cluster.executors(), RECOMMENDED) + "\n" + table);
        }
    }

    /** A quotient of what was not reached by us says nothing; what was not reached by them is a lower bound. */
    private static String compared(List<Reached> theirs, List<Reached> ours, double wanted) {
        if (!all(ours, wanted)) {
            return "unknown";
        }
        double[] ratios = new double[ours.size()];
        Arrays.setAll(ratios, turn -> theirs.get(turn).until(wanted) / ours.get(turn).until(wanted));
        Arrays.sort(ratios);
        return String.format("%s%.2f times as long (%.2f-%.2f)", all(theirs, wanted) ? "" : "at least ", ratios[ratios.length / 2], ratios[0], ratios[ratios.length - 1]);
    }

    private static boolean all(List<Reached> turns, double wanted) {
        return turns.stream().allMatch(turn -> turn.at.containsKey(wanted));
    }

    private static String shown(List<Reached> turns, double wanted) {
        return String.join(", ", turns.stream().map(turn -> turn.at.containsKey(wanted) ? String.format("%.1f", turn.at.get(wanted))
                : String.format("not within %.0f", turn.seconds)).toList());
    }

    private static Job recommended(Results results, Setting setting, Path scratch, int epochs) {
        List<String> settings = new ArrayList<>(shared(setting, scratch));
        settings.add("epochs=" + epochs);
        return JobFile.load(results.jobFile(RECOMMENDED), settings);
    }

    private static Job alike(Setting setting, Path scratch) {
        List<String> settings = new ArrayList<>(shared(setting, scratch));
        settings.addAll(List.of("data=" + setting.data().name(), "model=" + setting.modelOfJob(), "epochs=" + EPOCHS, "inner.optimizer=nesterov", "inner.learningRate=" + setting.rate(),
                "inner.momentum=" + Setting.MOMENTUM));
        return JobFile.parse("{}", "bench", settings);
    }

    private static List<String> shared(Setting setting, Path scratch) {
        long examplesOfRound = (long) LOCAL_STEPS * BATCH * Setting.WORKERS;
        return List.of("output=" + scratch.resolve("runs-" + System.nanoTime()), "workers=" + Setting.WORKERS, "batchSize=" + BATCH, "localSteps=" + LOCAL_STEPS, "seed=" + Setting.SEED,
                "evaluateEvery=" + setting.data().train().size() / PIECES / examplesOfRound);
    }

    private static Reached perennial(Setting setting, Job job) {
        Reached reached = new Reached();
        StopSignal enough = new StopSignal();
        RunListener clock = new RunListener() {
            private long last = System.nanoTime();

            @Override
            public void roundDone(RoundReport round) {
                long now = System.nanoTime();
                // The first round follows setting up, and an evaluation comes within a round: these rounds count as they report themselves, the others with cuts between.
                reached.seconds += round.evaluation() != null || round.round() == 1 ? round.seconds().total() : (now - last) / 1e9;
                reached.examples = round.examples();
                if (round.evaluation() != null && !reached.look(round.evaluation().accuracy())) {
                    enough.request("reached");
                }
                last = now;
            }
        };
        Training.prepare(job, new Resume.Fresh(), new Configuration(), line -> { }).run(setting.spark(), clock, enough);
        return reached;
    }

    private static Reached stock(Setting setting) {
        SparkDl4jMultiLayer network = new SparkDl4jMultiLayer(setting.spark(), setting.configuration(),
                new StockAveraging(setting, StockAveraging.SetUp.TUNED).master(LOCAL_STEPS));
        network.getNetwork().setParams(Nd4j.createFromArray(setting.initial()).reshape(1, -1));
        List<JavaRDD<DataSet>> pieces = DataSets.piecesOnExecutors(setting, PIECES);
        Reached reached = new Reached();
        boolean more = true;
        for (int piece = 0; more && piece < EPOCHS * PIECES; piece++) {
            JavaRDD<DataSet> batches = pieces.get(piece % PIECES);
            long began = System.nanoTime();
            network.fit(batches);
            reached.seconds += (System.nanoTime() - began) / 1e9;
            reached.examples += setting.data().train().size() / PIECES;
            more = reached.look(DataSets.accuracy(setting.data(), network.getNetwork(), BATCH));
        }
        pieces.forEach(batches -> batches.unpersist(true));
        return reached;
    }
}
