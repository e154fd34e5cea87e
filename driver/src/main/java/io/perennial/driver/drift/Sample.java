package io.perennial.driver.drift;

import io.perennial.worker.features.ShardFeatures;
import java.util.ArrayList;
import java.util.List;

/**
 * Examples as they look from outside and to a network.
 *
 * @param names      of the features
 * @param features   a row for each example
 * @param embeddings a row for each chosen example
 */
public record Sample(List<String> names, double[][] features, float[][] embeddings) {

    /** @param shards in their order; at least one */
    public static Sample of(List<ShardFeatures> shards) {
        List<double[]> features = new ArrayList<>();
        List<float[]> embeddings = new ArrayList<>();
        for (ShardFeatures shard : shards) {
            features.addAll(List.of(shard.features()));
            embeddings.addAll(List.of(shard.embeddings()));
        }
        return new Sample(shards.get(0).names(), features.toArray(double[][]::new), embeddings.toArray(float[][]::new));
    }

    int size() {
        return features.length;
    }

    double[] feature(int index) {
        double[] values = new double[features.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = features[i][index];
        }
        return values;
    }
}
