package io.perennial.driver.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.driver.job.Job;
import io.perennial.driver.job.JobFile;
import io.perennial.errors.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;

/** {@code train --again}: a run is repeated from what it left, to the same bits, or it is said what stands against it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RepetitionTest {

    private static final int RECORD = 3073;

    @TempDir
    static Path folder;

    private JavaSparkContext spark;
    private Path run;
    private RunResult result;

    @BeforeAll
    void train() throws IOException {
        spark = LocalSpark.start("local[2]");
        run = folder.resolve("run");
        result = Runs.run(spark, Runs.job(run, "data=" + data("train.bin", 200, 1), "test=" + data("test.bin", 40, 2),
                "model=" + model(Activation.RELU), "examples=640", "batchSize=16", "schedule.name=cosine"));
    }

    @AfterAll
    void stop() {
        spark.close();
    }

    @BeforeEach
    void whatItWasTrainedOn() throws IOException {
        data("train.bin", 200, 1);
        model(Activation.RELU);
    }

    @Test
    void aRunIsRepeatedToTheSameParametersAndSaysWhatItRepeats() throws IOException {
        List<String> warnings = new ArrayList<>();
        RunResult again = repeat("again", warnings);

        assertThat(again.status()).isEqualTo(RunResult.Status.DONE);
        assertThat(again.parametersSha256()).isEqualTo(result.parametersSha256()).isEqualTo(original().parametersSha256());
        assertThat(warnings).isEmpty();
        assertThat(Files.readString(folder.resolve("again/provenance.json"))).contains("\"repeats\"", result.parametersSha256());
        assertThat(folder.resolve("again/report.html")).content().contains("repeats.parametersSha256");

        assertThat(repeat("again-of-again", new ArrayList<>(), Original.read(folder.resolve("again").toString(), new Configuration())).parametersSha256())
                .isEqualTo(result.parametersSha256());
    }

    @Test
    void theSameDataElsewhereAreTheSameDataAndOperationMayDiffer() throws IOException {
        Path moved = Files.createDirectories(folder.resolve("moved"));
        Files.copy(folder.resolve("train.bin"), moved.resolve("renamed.bin"));

        assertThat(prepare("elsewhere", "data=" + moved.resolve("renamed.bin"), "evaluateEvery=2", "keep=7", "name=other").alreadyDone()).isEmpty();
    }

    @Test
    void changedDataAreRefusedByName() throws IOException {
        data("train.bin", 200, 3);

        refused("train file", "train.bin has sha256", "provenance.json lists them");
    }

    @Test
    void aChangedModelIsRefusedByName() throws IOException {
        model(Activation.TANH);

        refused("the configuration of the model 'model.json'", "modelSha256");
    }

    @Test
    void changedSettingsAreRefusedByName() {
        assertThatThrownBy(() -> prepare("changed", "workers=1", "seed=9")).isInstanceOf(InputException.class)
                .hasMessageContaining("workers: 1 here, 2 in the run").hasMessageContaining("seed: 9 here, 1 in the run");
        assertThat(folder.resolve("changed")).doesNotExist();
    }

    @Test
    void anotherVersionOrMachineIsSaidAndTheRunGoesOn() throws IOException {
        Path other = Files.createDirectories(folder.resolve("other"));
        for (String file : List.of("job.yaml", "result.json")) {
            Files.copy(run.resolve(file), other.resolve(file));
        }
        Files.writeString(other.resolve("provenance.json"), Files.readString(run.resolve("provenance.json"))
                .replaceFirst("\"perennial\" : \"[^\"]*\"", "\"perennial\" : \"0.0.9\"").replaceFirst("\"dl4j\" : \"[^\"]*\"", "\"dl4j\" : \"0.9\"")
                .replaceFirst("\"machine\" : \"[^\"]*\"", "\"machine\" : \"a PDP-11\""));
        List<String> warnings = new ArrayList<>();
        RunResult again = repeat("on-another", warnings, Original.read(other.toString(), new Configuration()));

        assertThat(again.parametersSha256()).isEqualTo(result.parametersSha256());
        assertThat(warnings).hasSize(3).allMatch(warning -> warning.endsWith("the bits may differ"));
        assertThat(String.join("\n", warnings)).contains("perennial 0.0.9", "dl4j 0.9", "a PDP-11");
    }

    private Original original() {
        return Original.read(run.toString(), new Configuration());
    }

    private void refused(String... named) {
        assertThatThrownBy(() -> prepare("refused")).isInstanceOf(InputException.class).hasMessageContainingAll(named);
        assertThat(folder.resolve("refused")).doesNotExist();
    }

    private PreparedRun prepare(String output, String... overrides) throws IOException {
        return Training.prepare(job(output, overrides), new Resume.Again(original()), new Configuration(), line -> { });
    }

    private Job job(String output, String... overrides) throws IOException {
        List<String> all = new ArrayList<>(List.of("output=" + folder.resolve(output)));
        all.addAll(List.of(overrides));
        return JobFile.parse(Files.readString(run.resolve("job.yaml")), "job.yaml", all);
    }

    private RunResult repeat(String output, List<String> warnings) throws IOException {
        return repeat(output, warnings, original());
    }

    private RunResult repeat(String output, List<String> warnings, Original original) throws IOException {
        RunListener listener = new RunListener() {
            @Override
            public void warning(String message) {
                if (message.contains("the bits may differ")) {
                    warnings.add(message);
                }
            }
        };
        return Runs.run(spark, job(output), new Resume.Again(original), listener, new StopSignal());
    }

    private Path data(String name, int records, int seed) throws IOException {
        byte[] bytes = new byte[records * RECORD];
        new Random(seed).nextBytes(bytes);
        for (int record = 0; record < records; record++) {
            bytes[record * RECORD] = (byte) (record % 10);
        }
        return Files.write(folder.resolve(name), bytes);
    }

    private Path model(Activation activation) throws IOException {
        return Files.writeString(folder.resolve("model.json"), new NeuralNetConfiguration.Builder().seed(1).list()
                .layer(new DenseLayer.Builder().nOut(8).activation(activation).build())
                .layer(new OutputLayer.Builder().nOut(10).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.convolutional(32, 32, 3)).build().toJson());
    }
}
