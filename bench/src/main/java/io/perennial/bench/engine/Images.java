package io.perennial.bench.engine;

import io.perennial.datasets.Dataset;
import io.perennial.datasets.Datasets;
import io.perennial.datasets.ImageExamples;
import io.perennial.datasets.PixelScale;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;

/** The same examples for every engine: normalized images, and their labels. */
record Images(Dataset data, ImageExamples images) {

    static Images of() throws IOException {
        Dataset data = Datasets.open("shapes10", Datasets.Options.fromEnvironment(), new Configuration(), line -> { });
        int shards = Math.toIntExact(data.train().size() / Engine.EXAMPLES);
        return new Images(data, (ImageExamples) data.train().shards(shards).get(0).read(new Configuration()));
    }

    /** Of {@code batch} examples from {@code first} on: [batch, channels, height, width]. */
    float[] features(int first, int batch) {
        PixelScale scale = new PixelScale(data.normalization());
        int width = images.shape().numbers();
        float[] features = new float[batch * width];
        for (int i = 0; i < batch; i++) {
            images.normalize(first + i, scale, features, i * width);
        }
        return features;
    }

    int[] labels(int first, int batch) {
        int[] labels = new int[batch];
        for (int i = 0; i < batch; i++) {
            labels[i] = images.label(first + i);
        }
        return labels;
    }
}
