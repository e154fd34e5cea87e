package io.perennial.dl4jspark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.perennial.driver.outer.OuterOptimizer;
import io.perennial.worker.model.HeapArrays;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import org.assertj.core.data.Offset;
import org.deeplearning4j.earlystopping.EarlyStoppingConfiguration;
import org.deeplearning4j.earlystopping.EarlyStoppingResult;
import org.deeplearning4j.earlystopping.saver.InMemoryModelSaver;
import org.deeplearning4j.earlystopping.termination.MaxEpochsTerminationCondition;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.Repartition;
import org.deeplearning4j.spark.api.TrainingHook;
import org.deeplearning4j.spark.api.TrainingMaster;
import org.deeplearning4j.spark.earlystopping.SparkDataSetLossCalculator;
import org.deeplearning4j.spark.earlystopping.SparkEarlyStoppingGraphTrainer;
import org.deeplearning4j.spark.earlystopping.SparkEarlyStoppingTrainer;
import org.deeplearning4j.spark.earlystopping.SparkLossCalculatorComputationGraph;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;

class PerennialTrainingMasterTest {

    /** Two ways to the same sums in another order, float32. */
    private static final Offset<Float> ROUNDING = within(1e-5f);
    /** Read by tasks: they run in this JVM. */
    private static final AtomicInteger READ = new AtomicInteger();
    private static final AtomicInteger HOOKED = new AtomicInteger();

    private static JavaSparkContext spark;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        spark = new JavaSparkContext(new SparkConf().setMaster("local[2]").setAppName("dl4j-spark").set("spark.ui.enabled", "false"));
        spark.setLogLevel("WARN");
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private static PerennialTrainingMaster.Builder builder(int workers) {
        return new PerennialTrainingMaster.Builder(workers, 1).batchSizePerWorker(8).averagingFrequency(2).ordering(Ordering.AS_GIVEN);
    }

    private static MultiLayerNetwork fit(TrainingMaster<?, ?> master, MultiLayerNetwork network, JavaRDD<DataSet> data, int epochs) {
        SparkDl4jMultiLayer layer = new SparkDl4jMultiLayer(spark, network, master);
        for (int epoch = 0; epoch < epochs; epoch++) {
            layer.fit(data);
        }
        master.deleteTempFiles(spark);
        return network;
    }

    private static MultiLayerNetwork machine(MultiLayerNetwork network, List<DataSet> batches, int epochs) {
        for (int epoch = 0; epoch < epochs; epoch++) {
            batches.forEach(network::fit);
            network.incrementEpochCount();
        }
        return network;
    }

    private static float[] state(MultiLayerNetwork network) {
        return HeapArrays.copy(network.getUpdater().getStateViewArray());
    }

    @Test
    void oneWorkerTrainsBitForBitAsOneMachine() {
        List<DataSet> examples = Toys.examples(37);

        MultiLayerNetwork machine = machine(Toys.network(new Adam(0.01)), Toys.batches(examples, 8), 2);
        MultiLayerNetwork trained = fit(builder(1).build(), Toys.network(new Adam(0.01)), spark.parallelize(examples, 3), 2);

        assertThat(Toys.parameters(trained)).containsExactly(Toys.parameters(machine));
        assertThat(state(trained)).containsExactly(state(machine));
        assertThat(trained.getIterationCount()).isEqualTo(machine.getIterationCount()).isEqualTo(10);
        assertThat(trained.getEpochCount()).isEqualTo(2);
    }

    @Test
    void aCutLineageKeepsTheBits() {
        List<DataSet> examples = Toys.examples(45);

        MultiLayerNetwork machine = machine(Toys.network(new Nesterovs(0.05)), examples, 1);
        MultiLayerNetwork trained = fit(builder(1).batchSizePerWorker(1).averagingFrequency(1).build(), Toys.network(new Nesterovs(0.05)),
                spark.parallelize(examples, 2), 1);

        assertThat(Toys.parameters(trained)).containsExactly(Toys.parameters(machine));
    }

    @Test
    void averagingEveryStepWithSgdIsOneMachineOnTheJointBatch() {
        // 43 examples: the last joint batch is of 6 and 5, so that an unweighted mean would be another.
        List<DataSet> examples = Toys.examples(43);

        MultiLayerNetwork machine = machine(Toys.network(new Sgd(0.5)), Toys.batches(examples, 16), 2);
        MultiLayerNetwork trained = fit(builder(2).averagingFrequency(1).build(), Toys.network(new Sgd(0.5)), spark.parallelize(examples, 3), 2);

        assertThat(Toys.parameters(trained)).containsExactly(Toys.parameters(machine), ROUNDING);
    }

    @Test
    void savedUpdaterStateIsAveragedAsParameterAveragingTrainingMasterDoes() {
        assertLikeTheOriginal(true);
    }

    @Test
    void unsavedUpdaterStateIsForgottenAsParameterAveragingTrainingMasterDoes() {
        assertLikeTheOriginal(false);
    }

    /** Two partitions that each hold one round: the original neither splits nor repartitions such data at random. */
    private static void assertLikeTheOriginal(boolean saveUpdater) {
        JavaRDD<DataSet> data = spark.parallelize(Toys.batches(Toys.examples(32), 8), 2);
        ParameterAveragingTrainingMaster original = new ParameterAveragingTrainingMaster.Builder(2, 8).batchSizePerWorker(8).averagingFrequency(2)
                .saveUpdater(saveUpdater).repartionData(Repartition.Never).rddTrainingApproach(RDDTrainingApproach.Direct).build();
        PerennialTrainingMaster master = builder(2).saveUpdater(saveUpdater).repartionData(Repartition.Never).build();

        MultiLayerNetwork expected = fit(original, Toys.network(new Nesterovs(0.1)), data, 3);
        MultiLayerNetwork trained = fit(master, Toys.network(new Nesterovs(0.1)), data, 3);

        assertThat(Toys.parameters(trained)).containsExactly(Toys.parameters(expected), ROUNDING);
        assertThat(state(trained)).containsExactly(state(expected), ROUNDING);
        assertThat(trained.getIterationCount()).isEqualTo(expected.getIterationCount());
    }

    @Test
    void updaterStatesOfTheirOwnStayWithTheWorkers() {
        JavaRDD<DataSet> data = spark.parallelize(Toys.examples(40), 2);

        float[] resident = Toys.parameters(fit(builder(2).build(), Toys.network(new Nesterovs(0.1)), data, 2));
        float[] averaged = Toys.parameters(fit(builder(2).saveUpdater(true).build(), Toys.network(new Nesterovs(0.1)), data, 2));
        float[] fresh = Toys.parameters(fit(builder(2).saveUpdater(false).build(), Toys.network(new Nesterovs(0.1)), data, 2));

        assertThat(Arrays.equals(resident, averaged)).isFalse();
        assertThat(Arrays.equals(resident, fresh)).isFalse();
        assertThat(Arrays.equals(averaged, fresh)).isFalse();
    }

    @Test
    void resultsAreAFunctionOfDataAndSeedAlone() {
        List<DataSet> examples = Toys.examples(50);

        float[] once = Toys.parameters(fit(builder(2).ordering(Ordering.SHUFFLED).rngSeed(5).build(), Toys.network(new Adam(0.01), DataType.FLOAT, 0.5),
                spark.parallelize(examples, 2), 2));
        float[] otherwiseCut = Toys.parameters(fit(builder(2).ordering(Ordering.SHUFFLED).rngSeed(5).build(),
                Toys.network(new Adam(0.01), DataType.FLOAT, 0.5), spark.parallelize(Toys.batches(examples, 7), 3), 2));
        float[] otherSeed = Toys.parameters(fit(builder(2).ordering(Ordering.SHUFFLED).rngSeed(6).build(),
                Toys.network(new Adam(0.01), DataType.FLOAT, 0.5), spark.parallelize(examples, 2), 2));

        assertThat(otherwiseCut).containsExactly(once);
        assertThat(Arrays.equals(otherSeed, once)).isFalse();
    }

    @Test
    void theSameRddIsReadOnce() {
        READ.set(0);
        JavaRDD<DataSet> data = spark.parallelize(Toys.examples(20), 2).map(example -> {
            READ.incrementAndGet();
            return example;
        });

        fit(builder(2).build(), Toys.network(new Adam(0.01)), data, 3);

        assertThat(READ).hasValue(20);
    }

    @Test
    void aSavedNetworkContinuesWithTheSameBitsWhereUpdaterStatesAreAveraged() throws Exception {
        JavaRDD<DataSet> data = spark.parallelize(Toys.examples(40), 2);
        File file = folder.resolve("network.zip").toFile();

        MultiLayerNetwork throughout = fit(builder(2).saveUpdater(true).ordering(Ordering.SHUFFLED).build(), Toys.network(new Adam(0.01)), data, 4);
        ModelSerializer.writeModel(fit(builder(2).saveUpdater(true).ordering(Ordering.SHUFFLED).build(), Toys.network(new Adam(0.01)), data, 2), file, true);
        MultiLayerNetwork continued = fit(builder(2).saveUpdater(true).ordering(Ordering.SHUFFLED).build(),
                ModelSerializer.restoreMultiLayerNetwork(file, true), data, 2);

        assertThat(Toys.parameters(continued)).containsExactly(Toys.parameters(throughout));
    }

    @Test
    void graphsOfManyInputsTrainAsOnOneMachine() {
        List<MultiDataSet> examples = Toys.pairs(21);
        ComputationGraph machine = Toys.graph(new Adam(0.01));
        for (int i = 0; i < 21; i += 8) {
            machine.fit(org.nd4j.linalg.dataset.MultiDataSet.merge(examples.subList(i, Math.min(21, i + 8))));
        }

        PerennialTrainingMaster master = builder(1).build();
        SparkComputationGraph trained = new SparkComputationGraph(spark, Toys.graph(new Adam(0.01)), master);
        trained.fitMultiDataSet(spark.parallelize(examples, 2));

        assertThat(Toys.parameters(trained.getNetwork())).containsExactly(Toys.parameters(machine));
        assertThat(trained.getScore()).isEqualTo(machineScore(trained.getNetwork())).isPositive();
    }

    private static double machineScore(Model network) {
        return network.score();
    }

    @Test
    void sequencesOfOtherLengthsArePaddedAndMasked() {
        List<DataSet> examples = Toys.sequences(14);

        MultiLayerNetwork machine = machine(Toys.recurrent(new Adam(0.01)), Toys.batches(examples, 4), 1);
        MultiLayerNetwork trained = fit(builder(1).batchSizePerWorker(4).build(), Toys.recurrent(new Adam(0.01)), spark.parallelize(examples, 2), 1);

        assertThat(Toys.parameters(trained)).containsExactly(Toys.parameters(machine), ROUNDING);
    }

    @Test
    void savedDataSetsAreReadByPath() {
        List<DataSet> batches = Toys.batches(Toys.examples(24), 6);
        for (int i = 0; i < batches.size(); i++) {
            batches.get(i).save(folder.resolve("part" + i + ".bin").toFile());
        }

        float[] fromMemory = Toys.parameters(fit(builder(1).build(), Toys.network(new Adam(0.01)), spark.parallelize(batches, 2), 1));
        SparkDl4jMultiLayer layer = new SparkDl4jMultiLayer(spark, Toys.network(new Adam(0.01)), builder(1).build());
        List<String> paths = List.of(0, 1, 2, 3).stream().map(i -> folder.resolve("part" + i + ".bin").toUri().toString()).toList();
        layer.fitPaths(spark.parallelize(paths, 2));

        assertThat(Toys.parameters(layer.getNetwork())).containsExactly(fromMemory);
    }

    @Test
    void savedMultiDataSetsAreReadByPath() throws IOException {
        List<MultiDataSet> examples = Toys.pairs(12);
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < examples.size(); i += 3) {
            File file = folder.resolve("pairs" + i + ".bin").toFile();
            org.nd4j.linalg.dataset.MultiDataSet.merge(examples.subList(i, i + 3)).save(file);
            paths.add(file.toURI().toString());
        }

        SparkComputationGraph fromMemory = new SparkComputationGraph(spark, Toys.graph(new Adam(0.01)), builder(1).build());
        fromMemory.fitMultiDataSet(spark.parallelize(examples, 2));
        SparkComputationGraph fromFiles = new SparkComputationGraph(spark, Toys.graph(new Adam(0.01)), builder(1).build());
        fromFiles.fitPathsMultiDataSet(spark.parallelize(paths, 2));

        assertThat(Toys.parameters(fromFiles.getNetwork())).containsExactly(Toys.parameters(fromMemory.getNetwork()));
    }

    /** Counts local steps. */
    private static final class Counting implements TrainingHook {
        private static final long serialVersionUID = 1L;

        @Override
        public void preUpdate(org.nd4j.linalg.dataset.api.DataSet minibatch, Model model) {
            HOOKED.addAndGet(minibatch.numExamples());
        }

        @Override
        public void postUpdate(org.nd4j.linalg.dataset.api.DataSet minibatch, Model model) {
            HOOKED.addAndGet(1000);
        }

        @Override
        public void preUpdate(MultiDataSet minibatch, Model model) {
        }

        @Override
        public void postUpdate(MultiDataSet minibatch, Model model) {
        }
    }

    @Test
    void hooksSeeLocalStepsListenersSeeRoundsAndStatisticsTheirTimes() throws Exception {
        HOOKED.set(0);
        List<Double> scores = new ArrayList<>();
        PerennialTrainingMaster master = builder(2).trainingHooks(new Counting()).collectTrainingStats(true).build();
        SparkDl4jMultiLayer layer = new SparkDl4jMultiLayer(spark, Toys.network(new Adam(0.01)), master);
        layer.setListeners(new BaseTrainingListener() {
            @Override
            public void iterationDone(Model model, int iteration, int epoch) {
                scores.add(model.score());
            }
        });

        layer.fit(spark.parallelize(Toys.examples(64), 2));

        // 64 examples are 8 local steps, two rounds of two at each of two workers.
        assertThat(HOOKED).hasValue(64 + 8 * 1000);
        assertThat(scores).hasSize(2).allSatisfy(score -> assertThat(score).isPositive());
        assertThat(layer.getScore()).isEqualTo(scores.get(1));
        assertThat(layer.getSparkTrainingStats().getValue("PerennialRoundTimesMs")).hasSize(2);
        assertThat(layer.getSparkTrainingStats().getValue("PerennialLocalStepsTimesMs")).hasSize(4);
        assertThat(layer.getSparkTrainingStats().statsAsString()).contains("PerennialPlaceTimesMs");
        layer.getSparkTrainingStats().exportStatFiles(folder.toString(), spark.sc());
        assertThat(folder.resolve("PerennialRoundTimesMs.txt")).content().startsWith("machineId,").hasLineCount(3);
    }

    @Test
    void earlyStoppingWorks() {
        JavaRDD<DataSet> data = spark.parallelize(Toys.examples(32), 2);
        EarlyStoppingConfiguration<MultiLayerNetwork> configuration = new EarlyStoppingConfiguration.Builder<MultiLayerNetwork>()
                .epochTerminationConditions(new MaxEpochsTerminationCondition(3)).evaluateEveryNEpochs(1).modelSaver(new InMemoryModelSaver<>())
                .scoreCalculator(new SparkDataSetLossCalculator(data, true, spark.sc())).build();

        var result = new SparkEarlyStoppingTrainer(spark, builder(2).build(), configuration, Toys.network(new Adam(0.05)), data).fit();

        checkScoresFellInThreeEpochs(result);
    }

    @Test
    void earlyStoppingWorksOnGraphsOfManyInputs() {
        JavaRDD<MultiDataSet> data = spark.parallelize(Toys.pairs(16), 2);
        EarlyStoppingConfiguration<ComputationGraph> configuration = new EarlyStoppingConfiguration.Builder<ComputationGraph>()
                .epochTerminationConditions(new MaxEpochsTerminationCondition(3)).evaluateEveryNEpochs(1).modelSaver(new InMemoryModelSaver<>())
                .scoreCalculator(new SparkLossCalculatorComputationGraph(data, true, spark.sc())).build();

        var result = new SparkEarlyStoppingGraphTrainer(spark, builder(2).build(), configuration, Toys.graph(new Adam(0.05)), data).fit();

        checkScoresFellInThreeEpochs(result);
    }

    private static void checkScoresFellInThreeEpochs(EarlyStoppingResult<?> result) {
        assertThat(result.getTotalEpochs()).isEqualTo(3);
        List<Double> scores = List.copyOf(result.getScoreVsEpoch().values());
        assertThat(scores).hasSizeGreaterThan(1);
        assertThat(scores.get(scores.size() - 1)).isLessThan(scores.get(0));
    }

    @Test
    void outerOptimizersStepOnTheMeanDelta() {
        JavaRDD<DataSet> data = spark.parallelize(Toys.examples(40), 2);

        float[] plain = Toys.parameters(fit(builder(2).build(), Toys.network(new Sgd(0.1)), data, 2));
        float[] averaged = Toys.parameters(fit(builder(2).outerOptimizer(new OuterOptimizer.Average(1)).build(), Toys.network(new Sgd(0.1)), data, 2));
        float[] momentum = Toys.parameters(fit(builder(2).outerOptimizer(new OuterOptimizer.Nesterov(1, 0.9)).build(), Toys.network(new Sgd(0.1)), data, 2));

        assertThat(averaged).containsExactly(plain, ROUNDING);
        assertThat(Arrays.equals(momentum, plain)).isFalse();
    }

    @Test
    void aDivergedRoundLeavesTheLastGoodParametersAndAScoreThatIsNoNumber() {
        MultiLayerNetwork network = Toys.network(new Sgd(1e38));
        SparkDl4jMultiLayer layer = new SparkDl4jMultiLayer(spark, network, builder(2).build());

        layer.fit(spark.parallelize(Toys.examples(64), 2));

        assertThat(layer.getScore()).isNaN();
        for (float parameter : Toys.parameters(network)) {
            assertThat(parameter).isFinite();
        }
    }

    @Test
    void whatIsNotSupportedIsNamed() {
        assertThatThrownBy(() -> fit(builder(1).build(), Toys.network(new Sgd(0.1), DataType.DOUBLE, 0), spark.parallelize(Toys.examples(4), 1), 1))
                .hasMessageContaining("DOUBLE").hasMessageContaining("supported is FLOAT");
        assertThatThrownBy(() -> builder(1).outerOptimizer(new OuterOptimizer.SlowMo(1, 0.5))).hasMessageContaining("SlowMo");
        assertThatThrownBy(() -> builder(1).storageLevel(null)).hasMessageContaining("storageLevel").hasMessageContaining("MEMORY_AND_DISK");
        assertThatThrownBy(() -> builder(1).averagingFrequency(0)).hasMessageContaining("averagingFrequency: found 0");
        assertThat(builder(1).aggregationDepth(3).exportDirectory("hdfs:///tmp").storageLevel(StorageLevel.MEMORY_ONLY()).unusedSettings())
                .hasSize(2).anyMatch(text -> text.startsWith("aggregationDepth")).anyMatch(text -> text.startsWith("exportDirectory"));
    }

    @Test
    void settingsSurviveJsonAndYaml() {
        String json = builder(3).rngSeed(9).saveUpdater(true).storageLevel(StorageLevel.MEMORY_ONLY_SER()).build().toJson();

        assertThat(PerennialTrainingMaster.fromJson(json).toJson()).isEqualTo(json).contains("AVERAGED").contains("MEMORY_ONLY_SER");
        assertThat(PerennialTrainingMaster.fromYaml(PerennialTrainingMaster.fromJson(json).toYaml()).toJson()).isEqualTo(json);
        assertThatThrownBy(() -> PerennialTrainingMaster.fromJson("{\"nonsense\": 1}")).hasMessageContaining("nonsense");
    }
}
