package io.perennial.ml;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.datasets.Datasets;
import io.perennial.datasets.RecordExamples;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Prints the table of docs/spark-ml.md: CIFAR-10 shrunk to 8x8 pixels as vectors, and whole for lenet; see the page for the command. */
@EnabledIfSystemProperty(named = "perennial.comparison.rows", matches = "\\d+")
@EnabledIfEnvironmentVariable(named = "PERENNIAL_DATA", matches = ".+")
class SparkMlComparisonTest {

    private static final int SIDE = 32;
    private static final int SMALL = 8;
    private static final int FEATURES = 3 * SMALL * SMALL;
    private static final int CLASSES = 10;

    @Test
    void printsAccuracyAndTime() throws IOException {
        int rows = Integer.getInteger("perennial.comparison.rows");
        Dataset<Row> train = table("data_batch_1.bin", rows).cache();
        Dataset<Row> test = table("test_batch.bin", rows).cache();
        train.count();
        test.count();
        NeuralClassifier neural = new NeuralClassifier().setEpochs(20).setLearningRate(0.02);
        double mlp = print("NeuralClassifier, mlp, 20 epochs", neural, train, test);
        print("NeuralClassifier, lenet on the images, 20 epochs", neural.copy(new org.apache.spark.ml.param.ParamMap()).setFeaturesCol("image").setImageSize("32x32"), train, test);
        double spark = print("MultilayerPerceptronClassifier, the same layers, 100 iterations",
                new MultilayerPerceptronClassifier().setLayers(new int[] {FEATURES, 128, 64, CLASSES}).setSeed(1), train, test);
        print("LogisticRegression, 100 iterations", new LogisticRegression(), train, test);

        assertThat(List.of(mlp, spark)).allMatch(accuracy -> accuracy > 2.0 / CLASSES);
    }

    private static <M extends Model<M>> double print(String what, Estimator<M> estimator, Dataset<Row> train, Dataset<Row> test) {
        long began = System.nanoTime();
        M model = estimator.fit(train);
        double seconds = (System.nanoTime() - began) / 1e9;
        double accuracy = new MulticlassClassificationEvaluator().setMetricName("accuracy").evaluate(model.transform(test));
        System.out.printf(Locale.ROOT, "| %s | %.1f %% | %.0f s |%n", what, 100 * accuracy, seconds);
        return accuracy;
    }

    private static Dataset<Row> table(String file, int most) throws IOException {
        String path = System.getenv("PERENNIAL_DATA") + "/cifar10/" + file;
        RecordExamples examples = (RecordExamples) Datasets.openSplit(path, "train", Datasets.Options.fromEnvironment(), new Configuration(), line -> { })
                .split().shards(1).get(0).read(new Configuration());
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < Math.min(most, examples.size()); i++) {
            byte[] pixels = new byte[examples.shape().bytes()];
            examples.bytes(i, pixels, 0);
            rows.add(RowFactory.create(pixels, Vectors.dense(shrunk(pixels)), (double) examples.label(i)));
        }
        return SharedSpark.session().createDataFrame(rows, new StructType().add("image", DataTypes.BinaryType).add("features", SQLDataTypes.VectorType())
                .add("label", DataTypes.DoubleType)).repartition(2);
    }

    /** Means of 4x4 pixels, -1 to 1. */
    private static double[] shrunk(byte[] pixels) {
        double[] small = new double[FEATURES];
        int factor = SIDE / SMALL;
        for (int i = 0; i < pixels.length; i++) {
            int row = i % (SIDE * SIDE) / SIDE / factor;
            int column = i % SIDE / factor;
            small[i / (SIDE * SIDE) * SMALL * SMALL + row * SMALL + column] += (pixels[i] & 0xff) / 127.5 / (factor * factor);
        }
        for (int i = 0; i < small.length; i++) {
            small[i] -= 1;
        }
        return small;
    }
}
