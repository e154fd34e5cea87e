package io.perennial.bench.round;

import io.perennial.datasets.Dataset;
import io.perennial.datasets.Datasets;
import io.perennial.worker.model.ModelDefinition;
import io.perennial.worker.model.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.nd4j.linalg.learning.config.Nesterovs;

/**
 * What all contenders share: the cluster, the data, the network, and how it is trained.
 *
 * @param spark      on executors of one core each
 * @param data       that is trained on
 * @param model      a multi-layer network
 * @param modelOfJob what a job calls the model: its name, or the file of its configuration
 * @param batch      examples of a local step
 * @param rate       learning rate of the local steps
 */
record Setting(JavaSparkContext spark, Dataset data, ModelDefinition model, String modelOfJob, int batch, double rate) {

    static final int WORKERS = 2;
    static final double RATE = 0.008;
    static final double MOMENTUM = 0.9;
    static final long SEED = 1;

    /** A built-in model. */
    static Setting of(JavaSparkContext spark, String data, String model, int batch) {
        Dataset opened = open(data);
        return new Setting(spark, opened, Models.builtIn(model, opened.shape(), opened.classes().size()), model, batch, RATE);
    }

    /** A model of a configuration that is written to a file for the job. */
    static Setting of(JavaSparkContext spark, String data, MultiLayerConfiguration configuration, Path file, int batch) throws IOException {
        Files.writeString(file, configuration.toJson());
        return new Setting(spark, open(data), Models.fromConfiguration(file.getFileName().toString(), configuration.toJson()), file.toString(), batch, RATE);
    }

    Setting withRate(double other) {
        return new Setting(spark, data, model, modelOfJob, batch, other);
    }

    private static Dataset open(String data) {
        return Datasets.open(data, Datasets.Options.fromEnvironment(), new Configuration(), line -> { });
    }

    int parameters() {
        return Models.layout(model).length();
    }

    /** What every contender starts from. */
    float[] initial() {
        return Models.initialParameters(model, SEED);
    }

    /** For DL4J's own training loop: the same optimizer as Perennial's local steps have. */
    MultiLayerConfiguration configuration() {
        MultiLayerConfiguration configuration = MultiLayerConfiguration.fromJson(model.configuration());
        configuration.getConfs().forEach(conf -> {
            if (conf.getLayer() instanceof BaseLayer layer) {
                layer.setIUpdater(new Nesterovs(rate, MOMENTUM));
                layer.setBiasUpdater(null);
            }
        });
        return configuration;
    }
}
