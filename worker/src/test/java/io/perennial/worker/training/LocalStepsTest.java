package io.perennial.worker.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.perennial.datasets.Dataset;
import io.perennial.datasets.Datasets;
import io.perennial.datasets.Examples;
import io.perennial.worker.codec.CompressedDelta;
import io.perennial.worker.codec.DeltaCodec;
import io.perennial.worker.codec.Fp32;
import io.perennial.worker.codec.TwoBit;
import io.perennial.worker.continual.DarkReplay;
import io.perennial.worker.continual.Objective;
import io.perennial.worker.continual.StoredOutputs;
import io.perennial.worker.model.HeapArrays;
import io.perennial.worker.model.ModelDefinition;
import io.perennial.worker.model.Models;
import io.perennial.worker.natives.Machine;
import io.perennial.worker.optimizer.InnerOptimizer;
import io.perennial.worker.optimizer.Schedule;
import io.perennial.worker.optimizer.WeightDecay;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;

class LocalStepsTest {

    private static final int BATCH = 32;
    private static final double RATE = 0.01;

    private static Dataset data;
    private static Examples shard;
    private static ModelDefinition lenet;

    @BeforeAll
    static void open() throws Exception {
        data = Datasets.open("shapes10", Datasets.Options.fromEnvironment(), new Configuration(), line -> { });
        shard = data.train().shards(40).get(3).read(new Configuration());
        lenet = Models.builtIn("lenet", data.shape(), data.classes().size());
    }

    record Rule(InnerOptimizer ours, IUpdater theirs) {
    }

    static List<Rule> rules() {
        return List.of(new Rule(new InnerOptimizer.Sgd(), new Sgd(RATE)), new Rule(new InnerOptimizer.Nesterov(0.9), new Nesterovs(RATE, 0.9)),
                new Rule(new InnerOptimizer.Adam(0.9, 0.999, 1e-8), new Adam(RATE, 0.9, 0.999, 1e-8)));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void oneWorkerEqualsDl4jFitBitForBit(Rule rule) throws Exception {
        WorkerPlan plan = plan(rule.ours());
        float[] start = Models.initialParameters(lenet, 1);
        int steps = 14;

        Trained trained = Worker.train(plan, new RoundPlan(1, 0, steps), shard, initial(plan, start), start, "test", () -> false);

        assertThat(ended(start, trained)).isEqualTo(fit(rule.theirs(), start, plan, steps));
    }

    @Test
    void roundsOfAnyLengthGiveTheSameBits() throws Exception {
        WorkerPlan plan = plan(new InnerOptimizer.Nesterov(0.9));
        float[] start = Models.initialParameters(lenet, 1);
        Trained once = Worker.train(plan, new RoundPlan(1, 0, 12), shard, initial(plan, start), start, "test", () -> false);

        Trained first = Worker.train(plan, new RoundPlan(1, 0, 5), shard, initial(plan, start), start, "test", () -> false);
        float[] middle = ended(start, first);
        Trained second = Worker.train(plan, new RoundPlan(2, 5, 7), shard, first.replica(), middle, "test", () -> false);

        assertThat(second.replica().step()).isEqualTo(12);
        assertThat(ended(middle, second)).isEqualTo(ended(start, once));
        assertThat(second.replica().state().get("velocity")).isEqualTo(once.replica().state().get("velocity"));
    }

    @Test
    void aRepeatedTaskGivesTheSameBitsAndLeavesItsInputsAlone() throws Exception {
        WorkerPlan plan = plan(new InnerOptimizer.Nesterov(0.9));
        float[] start = Models.initialParameters(lenet, 1);
        Replica replica = initial(plan, start);
        Trained once = Worker.train(plan, new RoundPlan(1, 0, 6), shard, replica, start, "a", () -> false);
        byte[] kept = once.result().delta().clone();
        Trained again = Worker.train(plan, new RoundPlan(1, 0, 6), shard, replica, start, "b", () -> false);

        assertThat(again.result().delta()).isEqualTo(kept);
        assertThat(again.replica().state().get("velocity")).isEqualTo(once.replica().state().get("velocity"));
        assertThat(replica.state().get("velocity")).containsOnly(0f);
        assertThat(start).isEqualTo(Models.initialParameters(lenet, 1));
    }

    @Test
    void whatACodecLosesStaysInTheReplicaAndTravelsWithTheNextDelta() throws Exception {
        WorkerPlan plan = plan(new InnerOptimizer.Nesterov(0.9), new CompressedDelta(new TwoBit(), Models.layout(lenet)));
        float[] start = Models.initialParameters(lenet, 1);
        Trained first = Worker.train(plan, new RoundPlan(1, 0, 3), shard, initial(plan, start), start, "a", () -> false);
        float[] kept = first.replica().state().get("residual").clone();
        Trained second = Worker.train(plan, new RoundPlan(2, 3, 3), shard, first.replica(), start, "a", () -> false);
        Trained again = Worker.train(plan, new RoundPlan(2, 3, 3), shard, first.replica(), start, "b", () -> false);
        double[] decoded = new double[start.length];
        plan.deltaCodec().addDelta(second.result().delta(), start, 1, decoded);
        float[] end = ended(start, Worker.train(plan(new InnerOptimizer.Nesterov(0.9)), new RoundPlan(2, 3, 3), shard, first.replica(), start, "a", () -> false));

        for (int i = 0; i < start.length; i++) {
            assertThat(decoded[i] + second.replica().state().get("residual")[i]).isCloseTo((double) end[i] - start[i] + kept[i], within(1e-7));
        }
        assertThat(first.replica().state().get("residual")).isEqualTo(kept).isNotEqualTo(new float[start.length]);
        assertThat(again.result().delta()).isEqualTo(second.result().delta());
        assertThat(again.replica().state().get("residual")).isEqualTo(second.replica().state().get("residual"));
        assertThat(second.replica().state()).containsOnlyKeys("velocity", "residual");
    }

    @Test
    void aCancelledTaskStopsAndTheNextOneIsWhole() throws Exception {
        WorkerPlan plan = plan(new InnerOptimizer.Nesterov(0.9));
        float[] start = Models.initialParameters(lenet, 1);
        byte[] undisturbed = Worker.train(plan, new RoundPlan(1, 0, 6), shard, initial(plan, start), start, "a", () -> false).result().delta();
        AtomicInteger asked = new AtomicInteger();

        assertThatThrownBy(() -> Worker.train(plan, new RoundPlan(1, 0, 6), shard, initial(plan, start), start, "a",
                () -> asked.incrementAndGet() > 3)).isInstanceOf(InterruptedException.class);

        assertThat(Worker.train(plan, new RoundPlan(1, 0, 6), shard, initial(plan, start), start, "a", () -> false).result().delta())
                .isEqualTo(undisturbed);
    }

    @Test
    void aLossThatIsNotANumberEndsTheRoundWithoutADelta() throws Exception {
        WorkerPlan plan = plan(new InnerOptimizer.Sgd());
        float[] start = Models.initialParameters(lenet, 1);
        start[100] = Float.NaN;

        assertThat(Worker.train(plan, new RoundPlan(1, 0, 6), shard, initial(plan, start), start, "a", () -> false).result().diverged()).isTrue();
    }

    @Test
    void aLossOfOurOwnThatIsCrossEntropyTrainsAsTheNetworksOwn() throws Exception {
        float[] start = Models.initialParameters(lenet, 1);
        WorkerPlan own = plan(new InnerOptimizer.Sgd(), new Objective(new DarkReplay(1, 1, StoredOutputs.NONE), List.of()), new Fp32());
        LocalResult theirs = Worker.train(plan(new InnerOptimizer.Sgd()), new RoundPlan(1, 0, 4), shard, initial(own, start), start, "a", () -> false).result();
        LocalResult ours = Worker.train(own, new RoundPlan(1, 0, 4), shard, initial(own, start), start, "a", () -> false).result();

        assertThat(ours.lossSum()).isCloseTo(theirs.lossSum(), within(1e-4 * theirs.lossSum()));
        float[] one = new Fp32().decodeParameters(ours.delta(), start.length);
        float[] other = new Fp32().decodeParameters(theirs.delta(), start.length);
        for (int i = 0; i < one.length; i++) {
            assertThat(one[i]).isCloseTo(other[i], within(1e-5f));
        }
        assertThat(one).isNotEqualTo(start);
    }

    @Test
    void anExecutorOfAnotherKindIsRefused() {
        WorkerPlan plan = plan(new InnerOptimizer.Sgd());
        NetworkPlan network = plan.network();
        WorkerPlan foreign = new WorkerPlan(new NetworkPlan(network.run(), network.model(), network.classes(), network.normalization(), 1,
                "platform vax"), plan.seed(), plan.batchSize(), plan.batching(), plan.stepsPerEpoch(), plan.totalSteps(), plan.optimizer(),
                plan.learningRate(), plan.schedule(), plan.weightDecay(), plan.objective(), plan.hooks(), plan.augmentation(), plan.labelSmoothing(), plan.deltaCodec(),
                plan.parameterCodec());
        float[] start = Models.initialParameters(lenet, 1);

        assertThatThrownBy(() -> Worker.train(foreign, new RoundPlan(1, 0, 1), shard, initial(plan, start), start, "a", () -> false))
                .isInstanceOf(ForeignMachineException.class).hasMessageContaining("platform vax");
    }

    private static WorkerPlan plan(InnerOptimizer optimizer) {
        return plan(optimizer, new Fp32());
    }

    private static WorkerPlan plan(InnerOptimizer optimizer, DeltaCodec codec) {
        return plan(optimizer, Objective.OF_LABELS, codec);
    }

    private static WorkerPlan plan(InnerOptimizer optimizer, Objective objective, DeltaCodec codec) {
        return new WorkerPlan(new NetworkPlan("test-" + optimizer, lenet, data.classes().size(), data.normalization(), 1,
                Machine.fingerprint()), 7, BATCH, Batching.AS_DRAWN, ExampleOrder.stepsPerEpoch(shard.size(), BATCH), 100, optimizer, RATE,
                new Schedule.Constant(), new WeightDecay.None(), objective, List.of(), Augmentation.NONE, 0, codec, new Fp32());
    }

    private static Replica initial(WorkerPlan plan, float[] start) {
        return Replica.initial(3, plan.replicaVectors(), start.length);
    }

    private static float[] ended(float[] start, Trained trained) {
        return new Fp32().decodeParameters(trained.result().delta(), start.length);
    }

    /** The same batches through DL4J's own training loop. */
    private static float[] fit(IUpdater updater, float[] start, WorkerPlan plan, int steps) {
        MultiLayerConfiguration configuration = MultiLayerConfiguration.fromJson(lenet.configuration());
        configuration.getConfs().forEach(conf -> {
            if (conf.getLayer() instanceof org.deeplearning4j.nn.conf.layers.BaseLayer layer) {
                layer.setIUpdater(updater.clone());
                layer.setBiasUpdater(null);
            }
        });
        MultiLayerNetwork network = new MultiLayerNetwork(configuration);
        network.init();
        HeapArrays.load(start, 0, network.params());
        ExampleOrder order = new ExampleOrder(plan.seed(), 3, shard.size(), BATCH, plan.stepsPerEpoch());
        BatchBuilder builder = BatchBuilder.training(shard, plan);
        for (long step = 0; step < steps; step++) {
            Batch batch = builder.batch(order.count(step));
            for (int i = 0; i < order.count(step); i++) {
                builder.add(order.example(step, i), 0, batch);
            }
            INDArray features = Nd4j.createFromArray(batch.features).reshape(builder.shape(batch.size));
            INDArray labels = Nd4j.createFromArray(batch.labels).reshape(batch.size, plan.network().classes());
            network.fit(new DataSet(features, labels));
        }
        return HeapArrays.copy(network.params());
    }
}
