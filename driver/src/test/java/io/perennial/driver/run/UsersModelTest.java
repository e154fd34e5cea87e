package io.perennial.driver.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.driver.storage.SavedModel;
import io.perennial.worker.model.Models;
import io.perennial.worker.model.Slice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;

/** A user's own DL4J configuration, with what makes averaging hard: batch norm's statistics and dropout. */
class UsersModelTest {

    private static final String[] SETTINGS = {"examples=960", "batchSize=16", "localSteps=5", "outer.optimizer=nesterov"};

    @TempDir
    Path directory;

    @Test
    void aGraphWithBatchNormAndDropoutTrainsToTheSameParametersWhateverTheSlots() throws IOException {
        String model = "model=" + Files.writeString(directory.resolve("graph.json"), graph());
        RunResult two = Runs.run("local[2]", Runs.job(directory.resolve("two"), with(model)));
        RunResult one = Runs.run("local[1]", Runs.job(directory.resolve("one"), with(model)));

        assertThat(one.parametersSha256()).isEqualTo(two.parametersSha256());
        SavedModel saved = SavedModel.read(directory.resolve("two").toString(), new Configuration());
        float[] initial = Models.initialParameters(saved.definition(), 1);
        for (Slice slice : saved.layout().slices()) {
            boolean moved = false;
            for (int i = slice.offset(); i < slice.end(); i++) {
                moved |= saved.parameters()[i] != initial[i];
            }
            assertThat(moved).as("%s, %s, has moved", slice.name(), slice.kind()).isTrue();
        }
        ComputationGraph loaded = ModelSerializer.restoreComputationGraph(directory.resolve("two/model/dl4j.zip").toFile());
        assertThat(loaded.numParams()).isEqualTo(saved.parameters().length);
    }

    @Test
    void aMultiLayerNetworkStopsAndResumesWithEveryInnerOptimizer() throws IOException {
        String model = "model=" + Files.writeString(directory.resolve("layers.json"), layers());
        try (var spark = LocalSpark.start("local[2]")) {
            for (String optimizer : new String[] {"sgd", "momentum", "nesterov", "adam", "adamw"}) {
                String[] settings = with(model, "inner.optimizer=" + optimizer, "inner.weightDecay=0.01", "inner.clipNorm=1", "schedule.name=cosine");
                String expected = Runs.run(spark, Runs.job(directory.resolve(optimizer), settings)).parametersSha256();
                StopSignal stop = new StopSignal();
                RunListener stopper = new RunListener() {
                    @Override
                    public void roundDone(RoundReport round) {
                        if (round.round() == 4) {
                            stop.request("test");
                        }
                    }
                };
                Path resumed = directory.resolve(optimizer + "-resumed");
                Runs.run(spark, Runs.job(resumed, settings), new Resume.Fresh(), stopper, stop);
                RunResult result = Runs.run(spark, Runs.job(resumed, settings), new Resume.Auto(), new RunListener() { }, new StopSignal());
                assertThat(result.resumedFrom()).isEqualTo(4);
                assertThat(result.parametersSha256()).as(optimizer).isEqualTo(expected);
            }
        }
    }

    private static String[] with(String... more) {
        String[] all = java.util.Arrays.copyOf(SETTINGS, SETTINGS.length + more.length);
        System.arraycopy(more, 0, all, SETTINGS.length, more.length);
        return all;
    }

    private static String graph() {
        return new NeuralNetConfiguration.Builder().seed(1).graphBuilder().addInputs("image")
                .setInputTypes(InputType.convolutional(32, 32, 3))
                .addLayer("conv", new ConvolutionLayer.Builder(3, 3).stride(2, 2).nOut(8).hasBias(false).build(), "image")
                .addLayer("norm", new BatchNormalization(), "conv")
                .addLayer("relu", new ActivationLayer(Activation.RELU), "norm")
                .addLayer("pool", new GlobalPoolingLayer(PoolingType.MAX), "relu")
                .addLayer("drop", new DropoutLayer(0.8), "pool")
                .addLayer("out", new OutputLayer.Builder().nOut(10).activation(Activation.SOFTMAX).build(), "drop")
                .setOutputs("out").build().toJson();
    }

    private static String layers() {
        return new NeuralNetConfiguration.Builder().seed(1).list()
                .layer(new ConvolutionLayer.Builder(5, 5).stride(3, 3).nOut(6).activation(Activation.RELU).dropOut(0.9).build())
                .layer(new BatchNormalization())
                .layer(new OutputLayer.Builder().nOut(10).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.convolutional(32, 32, 3)).build().toJson();
    }
}
