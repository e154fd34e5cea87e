package io.perennial.bench.round;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.Repartition;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Parameter averaging by dl4j-spark. One call of its {@code fit} does all rounds: they cannot be told apart. Building the batches is not
 * counted, nor are a few rounds before.
 */
final class StockAveraging implements Contender {

    /** How it is set up. */
    enum SetUp {
        /** Batches built on the executors and cached there, no repartitioning, optimizer state kept. */
        TUNED("dl4j-spark, tuned"),
        /** As its documentation starts it: {@code parallelize} and the builder's defaults, but for Export, which fails where the default file system is local. */
        DOCUMENTED("dl4j-spark, as documented");

        private final String text;

        SetUp(String text) {
            this.text = text;
        }
    }

    private final Setting setting;
    private final SetUp setUp;

    StockAveraging(Setting setting, SetUp setUp) {
        this.setting = setting;
        this.setUp = setUp;
    }

    @Override
    public String name() {
        return setUp.text;
    }

    @Override
    public Turn turn(Length length) {
        SparkDl4jMultiLayer network = new SparkDl4jMultiLayer(setting.spark(), setting.configuration(), master(length.localSteps()));
        network.getNetwork().setParams(Nd4j.createFromArray(setting.initial()).reshape(1, -1));
        fit(network, Length.UNCOUNTED * length.localSteps());
        double seconds = fit(network, length.counted() * length.localSteps());
        return new Turn(seconds / length.counted(), Double.NaN, Double.NaN, DataSets.accuracy(setting.data(), network.getNetwork(), setting.batch()), "");
    }

    private double fit(SparkDl4jMultiLayer network, int batchesEach) {
        JavaRDD<DataSet> onExecutors = DataSets.onExecutors(setting, batchesEach);
        JavaRDD<DataSet> batches = onExecutors;
        if (setUp == SetUp.DOCUMENTED) {
            List<DataSet> here = new ArrayList<>(onExecutors.collect());
            batches = setting.spark().parallelize(here);
        }
        long began = System.nanoTime();
        network.fit(batches);
        double seconds = (System.nanoTime() - began) / 1e9;
        onExecutors.unpersist(true);
        return seconds;
    }

    ParameterAveragingTrainingMaster master(int localSteps) {
        ParameterAveragingTrainingMaster.Builder builder = new ParameterAveragingTrainingMaster.Builder(Setting.WORKERS, setting.batch())
                .averagingFrequency(localSteps).batchSizePerWorker(setting.batch()).workerPrefetchNumBatches(2).rddTrainingApproach(RDDTrainingApproach.Direct);
        return setUp == SetUp.TUNED ? builder.repartionData(Repartition.Never).saveUpdater(true).storageLevel(StorageLevel.MEMORY_ONLY()).build() : builder.build();
    }
}
