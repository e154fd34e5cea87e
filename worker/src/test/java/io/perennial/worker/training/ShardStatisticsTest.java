package io.perennial.worker.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.datasets.Dataset;
import io.perennial.datasets.Datasets;
import io.perennial.datasets.Examples;
import io.perennial.worker.model.ModelDefinition;
import io.perennial.worker.model.Models;
import io.perennial.worker.model.ParameterLayout;
import io.perennial.worker.model.Slice;
import io.perennial.worker.natives.Machine;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;

/** On a network whose batch norm sees the images themselves, so that its statistics can be counted by hand. */
class ShardStatisticsTest {

    private static final int PLANE = 32 * 32;

    private static Dataset data;
    private static List<Examples> shards;

    @BeforeAll
    static void open() throws Exception {
        data = Datasets.open("shapes10", Datasets.Options.fromEnvironment(), new Configuration(), line -> { });
        shards = List.of(data.train().shards(20).get(0).read(new Configuration()), data.train().shards(20).get(1).read(new Configuration()));
    }

    @Test
    void statisticsAreThoseOfTheBatchesAndNothingElseChanges() throws Exception {
        ModelDefinition model = Models.fromConfiguration("norm-first", network());
        NetworkPlan plan = new NetworkPlan("statistics", Models.withBatchStatistics(model), data.classes().size(), data.normalization(), 1,
                Machine.fingerprint());
        float[] parameters = Models.initialParameters(model, 1);
        float[] kept = parameters.clone();
        ParameterLayout layout = Models.layout(model);

        List<ShardStatistics> statistics = List.of(Worker.statistics(plan, shards.get(0), parameters, 0, 300, Augmentation.NONE, 1),
                Worker.statistics(plan, shards.get(1), parameters, 1, 300, Augmentation.NONE, 1));
        float[] replaced = ShardStatistics.replace(layout, parameters, statistics);

        assertThat(parameters).isEqualTo(kept);
        // Of 300 examples there are two full batches in each shard.
        assertThat(statistics).extracting(ShardStatistics::batches).containsExactly(2, 2);
        for (Slice slice : layout.slices()) {
            for (int i = slice.offset(); i < slice.end(); i++) {
                if (slice.kind() != Slice.Kind.STATISTIC) {
                    assertThat(replaced[i]).isEqualTo(parameters[i]);
                } else {
                    double[] expected = byHand(i - slice.offset());
                    double value = slice.parameter().equals("mean") ? expected[0] : Math.log10(expected[1]) / 2;
                    assertThat((double) replaced[i]).as(slice.name()).isCloseTo(value, within(2e-4 * Math.max(1, Math.abs(value))));
                }
            }
        }
        Worker.release(plan.run());
    }

    /** Mean over the batches of a channel's mean and variance. */
    private static double[] byHand(int channel) {
        double means = 0;
        double variances = 0;
        for (Examples shard : shards) {
            for (int batch = 0; batch < 2; batch++) {
                BatchBuilder builder = BatchBuilder.inference(shard, data.normalization(), data.classes().size());
                Batch built = builder.batch(Scoring.BATCH);
                for (int i = 0; i < Scoring.BATCH; i++) {
                    builder.add(batch * Scoring.BATCH + i, 0, built);
                }
                double sum = 0;
                double squares = 0;
                for (int i = 0; i < Scoring.BATCH; i++) {
                    for (int p = 0; p < PLANE; p++) {
                        double value = built.features[i * builder.width() + channel * PLANE + p];
                        sum += value;
                        squares += value * value;
                    }
                }
                double n = (double) Scoring.BATCH * PLANE;
                means += sum / n / 4;
                variances += (squares / n - sum / n * sum / n) / 4;
            }
        }
        return new double[] {means, variances};
    }

    private static String network() {
        return new NeuralNetConfiguration.Builder().seed(1).weightInit(WeightInit.XAVIER).list()
                .layer(new BatchNormalization.Builder().build())
                .layer(new GlobalPoolingLayer())
                .layer(new OutputLayer.Builder().nOut(10).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.convolutional(32, 32, 3)).build().toJson();
    }
}
