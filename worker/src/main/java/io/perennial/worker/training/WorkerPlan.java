package io.perennial.worker.training;

import io.perennial.worker.codec.DeltaCodec;
import io.perennial.worker.codec.ParameterCodec;
import io.perennial.worker.continual.Objective;
import io.perennial.worker.optimizer.GradientHook;
import io.perennial.worker.optimizer.InnerOptimizer;
import io.perennial.worker.optimizer.Schedule;
import io.perennial.worker.optimizer.WeightDecay;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What stays the same for every worker and round of a run; broadcast once.
 *
 * @param network       how to run the network
 * @param seed          of the job
 * @param batchSize     examples of a local step
 * @param batching      which examples these are
 * @param stepsPerEpoch local steps in an epoch, the same for every worker
 * @param totalSteps    local steps of the whole run
 * @param optimizer     inner optimizer
 * @param learningRate  peak
 * @param schedule      of the learning rate
 * @param weightDecay   before the optimizer's rule
 * @param objective     what is minimized
 * @param hooks         on the gradient, in order, after the objective's penalties
 * @param augmentation  of training images
 * @param labelSmoothing share of a label that is dealt evenly over all classes
 * @param deltaCodec    how deltas travel
 * @param parameterCodec how parameters travel
 */
public record WorkerPlan(NetworkPlan network, long seed, int batchSize, Batching batching, long stepsPerEpoch, long totalSteps, InnerOptimizer optimizer,
                         double learningRate, Schedule schedule, WeightDecay weightDecay, Objective objective, List<GradientHook> hooks,
                         Augmentation augmentation, double labelSmoothing, DeltaCodec deltaCodec, ParameterCodec parameterCodec)
        implements Serializable {

    public WorkerPlan {
        hooks = List.copyOf(hooks);
    }

    /** Names of the vectors that a replica keeps, each as long as the trainable parameters. */
    public List<String> replicaVectors() {
        List<String> names = new ArrayList<>(optimizer.stateNames());
        names.addAll(deltaCodec.stateNames());
        return names;
    }

    /** Learning rate of a local step, from 0. */
    public double learningRate(long step) {
        return learningRate * schedule.factor(step, totalSteps);
    }
}
