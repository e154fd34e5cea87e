package io.perennial.bench.round;

import io.perennial.datasets.Dataset;
import io.perennial.datasets.ImageExamples;
import io.perennial.datasets.Normalization;
import io.perennial.datasets.PixelScale;
import io.perennial.datasets.Shard;
import io.perennial.datasets.Split;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** The data set as DL4J's batches. */
final class DataSets {

    private DataSets() {
    }

    /** Batches in a partition for each worker, built on the executors from the same shards that Perennial trains on, and cached there. */
    static JavaRDD<DataSet> onExecutors(Setting setting, int batchesEach) {
        Normalization normalization = setting.data().normalization();
        int classes = setting.data().classes().size();
        int batch = setting.batch();
        JavaRDD<DataSet> batches = setting.spark().parallelize(setting.data().train().shards(Setting.WORKERS), Setting.WORKERS)
                .flatMap(shard -> of(shard, normalization, classes, batch, 0, batchesEach).iterator()).persist(StorageLevel.MEMORY_ONLY());
        batches.count();
        return batches;
    }

    /** The same of a whole training set, in so many pieces one after another, each of whole batches. */
    static List<JavaRDD<DataSet>> piecesOnExecutors(Setting setting, int pieces) {
        Normalization normalization = setting.data().normalization();
        int classes = setting.data().classes().size();
        int batch = setting.batch();
        int batchesEach = (int) (setting.data().train().size() / Setting.WORKERS / batch / pieces);
        List<JavaRDD<DataSet>> all = new ArrayList<>();
        for (int piece = 0; piece < pieces; piece++) {
            int first = piece * batchesEach * batch;
            JavaRDD<DataSet> batches = setting.spark().parallelize(setting.data().train().shards(Setting.WORKERS), Setting.WORKERS)
                    .flatMap(shard -> of(shard, normalization, classes, batch, first, batchesEach).iterator()).persist(StorageLevel.MEMORY_ONLY());
            batches.count();
            all.add(batches);
        }
        return all;
    }

    /** A network's accuracy on the test set. */
    static double accuracy(Dataset data, MultiLayerNetwork network, int batch) {
        Split test = data.test();
        try {
            Evaluation evaluation = new Evaluation(data.classes().size());
            of(test.shards(1).get(0), data.normalization(), data.classes().size(), batch, 0, (int) (test.size() / batch))
                    .forEach(examples -> evaluation.eval(examples.getLabels(), network.output(examples.getFeatures())));
            return evaluation.accuracy();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of one shard, from an example on, from its beginning again after its end. */
    static List<DataSet> of(Shard shard, Normalization normalization, int classes, int batchSize, int first, int batches) throws IOException {
        ImageExamples images = (ImageExamples) shard.read(new Configuration());
        PixelScale scale = new PixelScale(normalization);
        int width = images.shape().numbers();
        List<DataSet> all = new ArrayList<>();
        int next = first;
        for (int batch = 0; batch < batches; batch++) {
            float[] features = new float[batchSize * width];
            float[] labels = new float[batchSize * classes];
            for (int i = 0; i < batchSize; i++) {
                images.normalize(next, scale, features, i * width);
                labels[i * classes + images.label(next)] = 1;
                next = (next + 1) % images.size();
            }
            all.add(new DataSet(Nd4j.createFromArray(features).reshape(images.shape().batch(batchSize)), Nd4j.createFromArray(labels).reshape(batchSize, classes)));
        }
        return all;
    }
}
