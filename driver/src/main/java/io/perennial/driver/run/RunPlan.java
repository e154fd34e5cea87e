package io.perennial.driver.run;

import io.perennial.datasets.Shard;
import io.perennial.driver.outer.OuterOptimizer;
import io.perennial.worker.codec.DeltaCodec;
import io.perennial.worker.codec.ParameterCodec;
import io.perennial.worker.model.ParameterLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * A run's arithmetic, settled before Spark starts.
 *
 * @param trainShards   one a worker
 * @param testShards    see {@link Evaluator#shards}
 * @param stepsPerEpoch local steps of every worker in one epoch
 * @param totalSteps    local steps of every worker in the run
 * @param localSteps    of a round; the last round has what is left
 * @param layout        of the parameter vector
 * @param outer         outer optimizer
 * @param deltaCodec    how deltas travel
 * @param parameterCodec how parameters travel
 * @param finalModel    which parameters the finished model holds
 */
record RunPlan(List<Shard> trainShards, List<Shard> testShards, long stepsPerEpoch, long totalSteps, int localSteps,
               ParameterLayout layout, OuterOptimizer outer, DeltaCodec deltaCodec, ParameterCodec parameterCodec, FinalModel finalModel) {

    int workers() {
        return trainShards.size();
    }

    int rounds() {
        return rounds(totalSteps, localSteps);
    }

    static int rounds(long totalSteps, int localSteps) {
        return Math.toIntExact((totalSteps + localSteps - 1) / localSteps);
    }

    /** Names of the vectors that the driver keeps, each as long as the parameters. */
    List<String> driverVectors() {
        List<String> names = new ArrayList<>(outer.stateNames());
        names.addAll(parameterCodec.stateNames());
        return names;
    }

    /** Local steps of a round that starts after {@code done} of them. */
    int stepsFrom(long done) {
        return (int) Math.min(localSteps, totalSteps - done);
    }
}
