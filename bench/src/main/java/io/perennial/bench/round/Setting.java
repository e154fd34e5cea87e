package io.perennial.bench.round;

import io.perennial.datasets.Dataset;
import io.perennial.datasets.Datasets;
import io.perennial.worker.model.ModelDefinition;
import io.perennial.worker.model.Models;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.nd4j.linalg.learning.config.Nesterovs;

/**
 * What all contenders share: the cluster, the data, the network, and how it is trained.
 *
 * @param spark on two executors of one core each
 * @param data  that is trained on
 * @param model the Net
 */
record Setting(JavaSparkContext spark, Dataset data, ModelDefinition model) {

    static final int WORKERS = 2;
    static final int BATCH = 32;
    static final double RATE = 0.008;
    static final double MOMENTUM = 0.9;
    static final String DATA = "shapes10";
    static final String MODEL = "lenet";

    static Setting of(JavaSparkContext spark) {
        Dataset data = Datasets.open(DATA, Datasets.Options.fromEnvironment(), new Configuration(), line -> { });
        return new Setting(spark, data, Models.builtIn(MODEL, data.shape(), data.classes().size()));
    }

    int parameters() {
        return Models.layout(model).length();
    }

    /** For DL4J's own training loop: the same optimizer as Perennial's local steps have. */
    MultiLayerConfiguration configuration() {
        MultiLayerConfiguration configuration = MultiLayerConfiguration.fromJson(model.configuration());
        configuration.getConfs().forEach(conf -> {
            if (conf.getLayer() instanceof BaseLayer layer) {
                layer.setIUpdater(new Nesterovs(RATE, MOMENTUM));
                layer.setBiasUpdater(null);
            }
        });
        return configuration;
    }
}
