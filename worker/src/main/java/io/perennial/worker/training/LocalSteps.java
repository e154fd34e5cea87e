package io.perennial.worker.training;

import io.perennial.worker.continual.OutputLoss;
import io.perennial.worker.model.HeapArrays;
import io.perennial.worker.optimizer.GradientHook;
import io.perennial.worker.optimizer.InnerOptimizer;
import io.perennial.worker.random.Stream;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The local steps of one worker in one round, on the network's own thread: gradient, hooks, weight decay, optimizer, subtract.
 * Everything random is seeded afresh in every step from (seed, shard, step), so a step gives the same bits wherever and however
 * often it runs.
 */
final class LocalSteps {

    private final WorkerPlan plan;
    private final int shard;
    private final PooledNetwork pooled;
    private final BatchBuilder batches;

    private long examples;
    private double lossSum;
    private double firstLoss = Double.NaN;

    LocalSteps(WorkerPlan plan, int shard, PooledNetwork pooled, BatchBuilder batches) {
        this.plan = plan;
        this.shard = shard;
        this.pooled = pooled;
        this.batches = batches;
    }

    /** Points the network at a round's start. */
    void load(float[] start, Replica replica) {
        HeapArrays.load(start, 0, pooled.network().parameters());
        pooled.loadState(replica.vectors(plan.optimizer().stateNames()));
    }

    /** @return false if the loss is not a finite number: the parameters are then of no use */
    boolean step(long step, Batch batch) {
        seed(step);
        pooled.network().setStep((int) step, (int) (step / plan.stepsPerEpoch()));
        OutputLoss own = plan.objective().loss();
        double asked = own == null ? 0 : ask(own, step, batch);
        double computed = pooled.network().computeGradient(pooled.minibatch(batch, batches));
        int positions = batches.positions(batch);
        double loss = own != null ? asked : positions == batch.size ? computed : computed * batch.size / positions;
        if (!Double.isFinite(loss)) {
            return false;
        }
        if (examples == 0) {
            firstLoss = loss;
        }
        examples += batch.size;
        lossSum += loss * batch.size;
        update(step, positions);
        return true;
    }

    private void seed(long step) {
        Nd4j.getRandom().setSeed(Stream.key(plan.seed(), "network", shard, step));
    }

    /**
     * Makes of the labels what gives the gradient of another loss: of a softmax with cross-entropy the gradient is probabilities less
     * labels, so the labels are probabilities less the gradient that is wanted. Costs a forward pass.
     *
     * @return the mean loss of the batch
     */
    private double ask(OutputLoss own, long step, Batch batch) {
        int classes = plan.network().classes();
        float[] probabilities = new float[batch.size * classes];
        pooled.classifyInTraining(batch, batches, probabilities);
        double sum = 0;
        for (int i = 0; i < batch.size; i++) {
            sum += own.ofExample(batch.keys[i], probabilities, batch.labels, i * classes, classes);
        }
        for (int i = 0; i < probabilities.length; i++) {
            batch.labels[i] = probabilities[i] - batch.labels[i];
        }
        // The second forward pass must drop what the first one dropped.
        seed(step);
        return sum / batch.size;
    }

    private void update(long step, int positions) {
        List<INDArray> parameters = pooled.parameters();
        List<INDArray> gradients = pooled.gradients();
        gradients.forEach(gradient -> gradient.divi(positions));
        for (GradientHook penalty : plan.objective().penalties()) {
            penalty.apply(parameters, gradients);
        }
        for (GradientHook hook : plan.hooks()) {
            hook.apply(parameters, gradients);
        }
        double learningRate = plan.learningRate(step);
        InnerOptimizer optimizer = plan.optimizer();
        for (int segment = 0; segment < parameters.size(); segment++) {
            plan.weightDecay().apply(parameters.get(segment), gradients.get(segment), learningRate);
            optimizer.step(parameters.get(segment), gradients.get(segment), pooled.state(optimizer.stateNames(), segment),
                    learningRate, (int) step);
        }
        // A statistic's "gradient" is the change itself.
        for (int segment = 0; segment < pooled.statistics().size(); segment++) {
            pooled.statistics().get(segment).subi(pooled.statisticGradients().get(segment));
        }
    }

    /** Fresh copy of the parameters. */
    float[] parameters() {
        return HeapArrays.copy(pooled.network().parameters());
    }

    /**
     * What the replica is after {@code stepsDone} local steps of the run.
     *
     * @param codecState the vectors that the delta codec keeps
     */
    Replica replica(long stepsDone, Map<String, float[]> codecState) {
        Map<String, float[]> state = pooled.copyState();
        state.putAll(codecState);
        return new Replica(shard, stepsDone, state);
    }

    long examples() {
        return examples;
    }

    double lossSum() {
        return lossSum;
    }

    /** Of the first batch; NaN before it. */
    double firstLoss() {
        return firstLoss;
    }
}
