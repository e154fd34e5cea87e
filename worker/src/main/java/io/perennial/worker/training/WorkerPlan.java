package io.perennial.worker.training;

import io.perennial.datasets.Normalization;
import io.perennial.worker.codec.Codec;
import io.perennial.worker.model.ModelDefinition;
import io.perennial.worker.optimizer.GradientHook;
import io.perennial.worker.optimizer.InnerOptimizer;
import io.perennial.worker.optimizer.Schedule;
import io.perennial.worker.optimizer.WeightDecay;
import java.io.Serializable;
import java.util.List;

/**
 * What stays the same for every worker and round of a run; broadcast once.
 *
 * @param run           id of this attempt at the run: keeps executor-local caches of two runs apart
 * @param model         how to build the network
 * @param classes       number of classes
 * @param normalization of pixels
 * @param seed          of the job
 * @param batchSize     examples of a local step
 * @param stepsPerEpoch local steps in an epoch, the same for every worker
 * @param totalSteps    local steps of the whole run
 * @param optimizer     inner optimizer
 * @param learningRate  peak
 * @param schedule      of the learning rate
 * @param weightDecay   before the optimizer's rule
 * @param hooks         on the gradient, in order
 * @param codec         of deltas
 * @param threads       OpenMP threads of a worker
 * @param machine       fingerprint that every executor must have; see {@link io.perennial.worker.natives.Machine}
 */
public record WorkerPlan(String run, ModelDefinition model, int classes, Normalization normalization, long seed, int batchSize,
                         long stepsPerEpoch, long totalSteps, InnerOptimizer optimizer, double learningRate, Schedule schedule,
                         WeightDecay weightDecay, List<GradientHook> hooks, Codec codec, int threads, String machine)
        implements Serializable {

    public WorkerPlan {
        hooks = List.copyOf(hooks);
    }

    /** Learning rate of a local step, from 0. */
    public double learningRate(long step) {
        return learningRate * schedule.factor(step, totalSteps);
    }
}
