package io.perennial.bench.round;

import io.perennial.datasets.Dataset;
import io.perennial.datasets.ImageExamples;
import io.perennial.datasets.Normalization;
import io.perennial.datasets.PixelScale;
import io.perennial.datasets.Shard;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** The training set as DL4J's batches. */
final class DataSets {

    private DataSets() {
    }

    /** Batches in two partitions, built on the executors from the same shards that Perennial trains on, and cached there. */
    static JavaRDD<DataSet> onExecutors(JavaSparkContext spark, Dataset data, int batchesEach) {
        Normalization normalization = data.normalization();
        int classes = data.classes().size();
        JavaRDD<DataSet> batches = spark.parallelize(data.train().shards(Setting.WORKERS), Setting.WORKERS)
                .flatMap(shard -> of(shard, normalization, classes, batchesEach).iterator()).persist(StorageLevel.MEMORY_ONLY());
        batches.count();
        return batches;
    }

    /** Of one shard, from its beginning again after its end. */
    static List<DataSet> of(Shard shard, Normalization normalization, int classes, int batches) throws IOException {
        ImageExamples images = (ImageExamples) shard.read(new Configuration());
        PixelScale scale = new PixelScale(normalization);
        int width = images.shape().bytes();
        List<DataSet> all = new ArrayList<>();
        int next = 0;
        for (int batch = 0; batch < batches; batch++) {
            float[] features = new float[Setting.BATCH * width];
            float[] labels = new float[Setting.BATCH * classes];
            for (int i = 0; i < Setting.BATCH; i++) {
                images.normalize(next, scale, features, i * width);
                labels[i * classes + images.label(next)] = 1;
                next = (next + 1) % images.size();
            }
            all.add(new DataSet(Nd4j.createFromArray(features).reshape(Setting.BATCH, images.shape().channels(), images.shape().height(), images.shape().width()),
                    Nd4j.createFromArray(labels).reshape(Setting.BATCH, classes)));
        }
        return all;
    }
}
