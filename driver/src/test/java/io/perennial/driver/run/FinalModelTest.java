package io.perennial.driver.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.driver.average.AverageRequest;
import io.perennial.driver.average.AverageSummary;
import io.perennial.driver.average.CheckpointAverage;
import io.perennial.driver.average.How;
import io.perennial.driver.job.FinalStatistics;
import io.perennial.driver.outer.RunningAverage;
import io.perennial.driver.storage.SavedModel;
import io.perennial.errors.InputException;
import io.perennial.worker.model.ModelDefinition;
import io.perennial.worker.model.Models;
import io.perennial.worker.model.Slice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;

/** What the finished model holds, chosen in the job or made of a run's checkpoints. */
class FinalModelTest {

    private static final Configuration HADOOP = new Configuration();
    private static JavaSparkContext spark;

    @TempDir
    static Path directory;

    /** A run with batch norm of ten rounds, all checkpoints kept. */
    private static RunResult run;

    @BeforeAll
    static void start() throws IOException {
        spark = LocalSpark.start("local[2]");
        Files.writeString(directory.resolve("norm.json"), network());
        run = train("run", "checkpointEvery=1", "keep=100");
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    @Test
    void swaInTheJobIsTheUniformAverageOfTheLastCheckpoints() {
        RunResult swa = train("swa", "final.parameters=swa", "final.from=0.6");
        AverageSummary average = average(request(How.UNIFORM, null, 4, null, "uniform"));

        assertThat(run.rounds()).isEqualTo(10);
        assertThat(swa.parametersSha256()).isEqualTo(average.parametersSha256()).isNotEqualTo(run.parametersSha256());
        assertThat(SavedModel.read(directory.resolve("uniform").toString(), HADOOP).parameters())
                .isEqualTo(SavedModel.read(directory.resolve("swa").toString(), HADOOP).parameters());
        assertThat(directory.resolve("uniform/model/dl4j.zip")).exists();
    }

    @Test
    void withACodecItAveragesWhatTheRunContinuesFrom() {
        train("coded", "codecDown=int8", "checkpointEvery=1", "keep=100");
        RunResult swa = train("coded-swa", "codecDown=int8", "final.parameters=swa", "final.from=0.6");
        AverageSummary average = average(new AverageRequest(List.of(directory.resolve("coded").toString()), How.UNIFORM, null, 4, FinalStatistics.MEAN,
                null, null, directory.resolve("coded-average").toString()));

        assertThat(swa.parametersSha256()).isEqualTo(average.parametersSha256());
    }

    @Test
    void emaInTheJobIsTheExponentialAverageOfTheCheckpoints() {
        RunResult ema = train("ema", "final.parameters=ema", "final.decay=0.6");

        assertThat(ema.parametersSha256()).isEqualTo(average(request(How.EMA, 0.6, null, null, "exponential")).parametersSha256());
    }

    @Test
    void aStoppedRunResumesWithItsAverage() {
        String[] settings = {"final.parameters=swa", "final.from=0.3", "final.every=2", "final.statistics=recomputed", "schedule.name=cosine",
                "schedule.hold=0.5", "schedule.final=0.5"};
        String expected = train("undisturbed", settings).parametersSha256();
        StopSignal stop = new StopSignal();
        RunListener stopper = new RunListener() {
            @Override
            public void roundDone(RoundReport round) {
                if (round.round() == 7) {
                    stop.request("test");
                }
            }
        };
        Runs.run(spark, Runs.job(directory.resolve("stopped"), with(settings)), new Resume.Fresh(), stopper, stop);

        RunResult resumed = Runs.run(spark, Runs.job(directory.resolve("stopped"), with(settings)), new Resume.Auto(), new RunListener() { },
                new StopSignal());

        assertThat(resumed.resumedFrom()).isEqualTo(7);
        assertThat(resumed.parametersSha256()).isEqualTo(expected);
    }

    @Test
    void recomputedStatisticsChangeNothingElse() {
        train("recomputed", "final.statistics=recomputed");
        float[] mean = SavedModel.read(directory.resolve("run").toString(), HADOOP).parameters();
        SavedModel model = SavedModel.read(directory.resolve("recomputed").toString(), HADOOP);

        for (Slice slice : model.layout().slices()) {
            float[] before = java.util.Arrays.copyOfRange(mean, slice.offset(), slice.end());
            float[] after = java.util.Arrays.copyOfRange(model.parameters(), slice.offset(), slice.end());
            if (slice.kind() == Slice.Kind.STATISTIC) {
                assertThat(after).as(slice.name()).isNotEqualTo(before);
            } else {
                assertThat(after).as(slice.name()).isEqualTo(before);
            }
        }
    }

    @Test
    void greedyIsNoWorseThanTheBestCheckpointOnWhatItChoosesBy() throws IOException {
        AverageSummary greedy = average(new AverageRequest(List.of(directory.resolve("run").toString()), How.GREEDY, null, 2,
                FinalStatistics.RECOMPUTED, null, "shapes10", directory.resolve("greedy").toString()));

        double best = greedy.checkpoints().stream().mapToDouble(AverageSummary.Source::accuracy).max().orElseThrow();
        assertThat(greedy.checkpoints()).hasSize(2);
        assertThat(greedy.accuracy()).isGreaterThanOrEqualTo(best);
        assertThat(ModelEvaluation.prepare(directory.resolve("greedy").toString(), "shapes10", HADOOP, line -> { }).run(spark).accuracy())
                .isEqualTo(greedy.accuracy());
        assertThat(Files.readString(directory.resolve("greedy/average.json"))).contains("\"trainingData\" : \"shapes10\"");
    }

    @Test
    void checkpointsOfAnotherNetworkAreRefused() throws IOException {
        SavedModel ours = SavedModel.read(directory.resolve("run").toString(), HADOOP);
        ModelDefinition lenet = Models.builtIn("lenet", ours.shape(), ours.classes().size());
        Path other = Files.createDirectories(directory.resolve("other"));
        new SavedModel(lenet, ours.classes(), ours.shape(), ours.normalization(), Models.layout(lenet), Models.initialParameters(lenet, 1))
                .write(FileSystem.getLocal(HADOOP), new org.apache.hadoop.fs.Path(other.toString()));

        assertThatThrownBy(() -> CheckpointAverage.prepare(new AverageRequest(
                List.of(directory.resolve("run").toString(), directory.resolve("other").toString()), How.UNIFORM, null, null,
                FinalStatistics.MEAN, null, null, directory.resolve("mixed").toString()), HADOOP, line -> { }))
                .isInstanceOf(InputException.class).hasMessageContaining("another network");
        assertThat(directory.resolve("mixed")).doesNotExist();
    }

    @Test
    void oneCheckpointIsNoAverage() {
        assertThatThrownBy(() -> CheckpointAverage.prepare(request(How.UNIFORM, null, 1, null, "one"), HADOOP, line -> { }))
                .isInstanceOf(InputException.class).hasMessageContaining("two or more");
    }

    @Test
    void statisticsOfANetworkWithoutAnyAreRefused() {
        assertThatThrownBy(() -> train("lenet", "model=lenet", "final.statistics=recomputed"))
                .isInstanceOf(InputException.class).hasMessageContaining("no batch norm");
        assertThat(directory.resolve("lenet")).doesNotExist();
    }

    @Test
    void anAverageCollectsEveryNthRoundCountedBackFromTheLast() {
        FinalModel.Averaged average = new FinalModel.Averaged(new RunningAverage.Uniform(), 3, 3, 10);
        Map<String, float[]> vectors = new TreeMap<>();
        for (int round = 1; round <= 10; round++) {
            average.collect(round, new float[] {round}, vectors);
        }

        // 4, 7 and 10
        assertThat(vectors.values()).singleElement().isEqualTo(new float[] {7});
    }

    private static AverageRequest request(How how, Double decay, Integer last, String heldOut, String out) {
        return new AverageRequest(List.of(directory.resolve("run").toString()), how, decay, last, FinalStatistics.MEAN, null, heldOut,
                directory.resolve(out).toString());
    }

    private static AverageSummary average(AverageRequest request) {
        CheckpointAverage prepared = CheckpointAverage.prepare(request, HADOOP, line -> { });
        return prepared.needsSpark() ? prepared.run(spark) : prepared.run();
    }

    private static RunResult train(String name, String... settings) {
        return Runs.run(spark, Runs.job(directory.resolve(name), with(settings)));
    }

    private static String[] with(String... settings) {
        List<String> all = new ArrayList<>(List.of(settings));
        if (all.stream().noneMatch(setting -> setting.startsWith("model="))) {
            all.add("model=" + directory.resolve("norm.json"));
        }
        all.addAll(List.of("examples=1600", "batchSize=16", "localSteps=5"));
        return all.toArray(String[]::new);
    }

    private static String network() {
        return new NeuralNetConfiguration.Builder().seed(1).list()
                .layer(new ConvolutionLayer.Builder(3, 3).stride(2, 2).nOut(8).hasBias(false).activation(Activation.IDENTITY).build())
                .layer(new BatchNormalization.Builder().build())
                .layer(new GlobalPoolingLayer())
                .layer(new OutputLayer.Builder().nOut(10).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.convolutional(32, 32, 3)).build().toJson();
    }
}
