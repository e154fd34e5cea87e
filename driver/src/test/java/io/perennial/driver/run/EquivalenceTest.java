package io.perennial.driver.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.datasets.Dataset;
import io.perennial.datasets.Datasets;
import io.perennial.datasets.ImageExamples;
import io.perennial.datasets.PixelScale;
import io.perennial.datasets.Shard;
import io.perennial.driver.job.Job;
import io.perennial.driver.storage.SavedModel;
import io.perennial.worker.model.HeapArrays;
import io.perennial.worker.model.ModelDefinition;
import io.perennial.worker.model.Models;
import io.perennial.worker.training.ExampleOrder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;

/** Runs beside DL4J's own training loop in this JVM. */
class EquivalenceTest {

    private static final double RATE = 0.01;

    private static JavaSparkContext spark;
    private static Dataset data;
    private static ModelDefinition lenet;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() {
        spark = LocalSpark.start("local[2]");
        data = Datasets.open("shapes10", Datasets.Options.fromEnvironment(), new Configuration(), line -> { });
        lenet = Models.builtIn("lenet", data.shape(), data.classes().size());
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    @Test
    void oneWorkerIsAPlainFitLoopBitForBit() throws IOException {
        Job job = Runs.job(directory.resolve("one"), "batchSize=32", "workers=1", "examples=960", "localSteps=4", "inner.optimizer=nesterov");
        Runs.run(spark, job);

        assertThat(parameters("one")).isEqualTo(fit(new Nesterovs(RATE, 0.9), 1, 32, 30));
    }

    @Test
    void averagingEveryStepOfSgdIsOneMachineWithABatchOfAllWorkers() throws IOException {
        Job job = Runs.job(directory.resolve("four"), "workers=4", "batchSize=8", "examples=640", "localSteps=1", "inner.optimizer=sgd");
        Runs.run(spark, job);

        float[] together = fit(new Sgd(RATE), 4, 8, 20);
        float[] averaged = parameters("four");
        for (int i = 0; i < together.length; i++) {
            assertThat(averaged[i]).isCloseTo(together[i], within(2e-6f));
        }
    }

    @Test
    void theModelLoadsInPlainDl4jAndPredictsTheSame() throws IOException {
        RunResult result = Runs.run(spark, Runs.job(directory.resolve("model"), "examples=3840"));
        MultiLayerNetwork loaded = ModelSerializer.restoreMultiLayerNetwork(directory.resolve("model/model/dl4j.zip").toFile());

        assertThat(HeapArrays.copy(loaded.params())).isEqualTo(parameters("model"));
        assertThat(ModelEvaluation.prepare(directory.resolve("model").toString(), "shapes10", new Configuration(), line -> { }).run(spark))
                .usingRecursiveComparison().isEqualTo(result.test());
    }

    private float[] parameters(String run) {
        return SavedModel.read(directory.resolve(run).toString(), new Configuration()).parameters();
    }

    /** DL4J's own loop over the union of the workers' batches. */
    private static float[] fit(IUpdater updater, int workers, int batchSize, int steps) throws IOException {
        MultiLayerConfiguration configuration = MultiLayerConfiguration.fromJson(lenet.configuration());
        configuration.getConfs().forEach(conf -> {
            if (conf.getLayer() instanceof BaseLayer layer) {
                layer.setIUpdater(updater.clone());
                layer.setBiasUpdater(null);
            }
        });
        MultiLayerNetwork network = new MultiLayerNetwork(configuration);
        network.init();
        HeapArrays.load(Models.initialParameters(lenet, 1), 0, network.params());
        List<Shard> shards = data.train().shards(workers);
        ImageExamples[] examples = new ImageExamples[workers];
        ExampleOrder[] orders = new ExampleOrder[workers];
        for (int w = 0; w < workers; w++) {
            examples[w] = (ImageExamples) shards.get(w).read(new Configuration());
            orders[w] = new ExampleOrder(1, w, examples[w].size(), batchSize, ExampleOrder.stepsPerEpoch(examples[w].size(), batchSize));
        }
        PixelScale scale = new PixelScale(data.normalization());
        int width = data.shape().bytes();
        for (long step = 0; step < steps; step++) {
            float[] features = new float[workers * batchSize * width];
            float[] labels = new float[workers * batchSize * 10];
            for (int w = 0; w < workers; w++) {
                for (int i = 0; i < batchSize; i++) {
                    int example = orders[w].example(step, i);
                    int place = w * batchSize + i;
                    examples[w].normalize(example, scale, features, place * width);
                    labels[place * 10 + examples[w].label(example)] = 1;
                }
            }
            INDArray input = Nd4j.createFromArray(features).reshape(workers * batchSize, 3, 32, 32);
            network.fit(new DataSet(input, Nd4j.createFromArray(labels).reshape(workers * batchSize, 10)));
        }
        return HeapArrays.copy(network.params());
    }
}
