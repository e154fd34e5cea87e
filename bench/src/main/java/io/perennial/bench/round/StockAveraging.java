package io.perennial.bench.round;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.Repartition;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.nd4j.linalg.dataset.DataSet;

/** Parameter averaging by dl4j-spark. One call of its {@code fit} does all rounds: they cannot be told apart. */
final class StockAveraging implements Contender {

    /** How it is set up. */
    enum SetUp {
        /** Batches built on the executors and cached there, no repartitioning, optimizer state kept. */
        TUNED("dl4j-spark, tuned", 20),
        /** As its documentation starts it: {@code parallelize} and the builder's defaults, but for Export, which fails where the default file system is local. */
        DOCUMENTED("dl4j-spark, as documented", 5);

        private final String text;
        private final int rounds;

        SetUp(String text, int rounds) {
            this.text = text;
            this.rounds = rounds;
        }
    }

    private final Setting setting;
    private final SetUp setUp;
    private final Map<Integer, SparkDl4jMultiLayer> networks = new HashMap<>();
    private final Map<Integer, JavaRDD<DataSet>> data = new HashMap<>();

    StockAveraging(Setting setting, SetUp setUp) {
        this.setting = setting;
        this.setUp = setUp;
    }

    @Override
    public String name() {
        return setUp.text;
    }

    @Override
    public List<Round> rounds(int localSteps) {
        SparkDl4jMultiLayer network = networks.computeIfAbsent(localSteps, steps -> new SparkDl4jMultiLayer(setting.spark(), setting.configuration(), master(steps)));
        JavaRDD<DataSet> batches = data.computeIfAbsent(localSteps, this::batches);
        long began = System.nanoTime();
        network.fit(batches);
        double seconds = (System.nanoTime() - began) / 1e9;
        if (!(network.getScore() > 0)) {
            throw new IllegalStateException("dl4j-spark reports a loss of " + network.getScore());
        }
        return Collections.nCopies(setUp.rounds, new Round(seconds / setUp.rounds, Double.NaN));
    }

    private JavaRDD<DataSet> batches(int localSteps) {
        JavaRDD<DataSet> onExecutors = DataSets.onExecutors(setting.spark(), setting.data(), setUp.rounds * localSteps);
        if (setUp == SetUp.TUNED) {
            return onExecutors;
        }
        List<DataSet> here = new ArrayList<>(onExecutors.collect());
        onExecutors.unpersist(true);
        return setting.spark().parallelize(here);
    }

    private ParameterAveragingTrainingMaster master(int localSteps) {
        ParameterAveragingTrainingMaster.Builder builder = new ParameterAveragingTrainingMaster.Builder(Setting.WORKERS, Setting.BATCH)
                .averagingFrequency(localSteps).batchSizePerWorker(Setting.BATCH).workerPrefetchNumBatches(2).rddTrainingApproach(RDDTrainingApproach.Direct);
        return setUp == SetUp.TUNED ? builder.repartionData(Repartition.Never).saveUpdater(true).build() : builder.build();
    }
}
