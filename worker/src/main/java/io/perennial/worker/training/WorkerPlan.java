package io.perennial.worker.training;

import io.perennial.worker.codec.Codec;
import io.perennial.worker.optimizer.GradientHook;
import io.perennial.worker.optimizer.InnerOptimizer;
import io.perennial.worker.optimizer.Schedule;
import io.perennial.worker.optimizer.WeightDecay;
import java.io.Serializable;
import java.util.List;

/**
 * What stays the same for every worker and round of a run; broadcast once.
 *
 * @param network       how to run the network
 * @param seed          of the job
 * @param batchSize     examples of a local step
 * @param stepsPerEpoch local steps in an epoch, the same for every worker
 * @param totalSteps    local steps of the whole run
 * @param optimizer     inner optimizer
 * @param learningRate  peak
 * @param schedule      of the learning rate
 * @param weightDecay   before the optimizer's rule
 * @param hooks         on the gradient, in order
 * @param augmentation  of training images
 * @param labelSmoothing share of a label that is dealt evenly over all classes
 * @param codec         of parameters and deltas
 */
public record WorkerPlan(NetworkPlan network, long seed, int batchSize, long stepsPerEpoch, long totalSteps, InnerOptimizer optimizer,
                         double learningRate, Schedule schedule, WeightDecay weightDecay, List<GradientHook> hooks,
                         Augmentation augmentation, double labelSmoothing, Codec codec)
        implements Serializable {

    public WorkerPlan {
        hooks = List.copyOf(hooks);
    }

    /** Learning rate of a local step, from 0. */
    public double learningRate(long step) {
        return learningRate * schedule.factor(step, totalSteps);
    }
}
