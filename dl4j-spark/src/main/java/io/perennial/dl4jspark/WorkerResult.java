package io.perennial.dl4jspark;

import java.io.Serializable;
import java.util.List;
import org.deeplearning4j.spark.stats.EventStats;

/**
 * What a worker tells the driver of a round.
 *
 * @param shard      the worker's shard
 * @param examples   trained on; 0 if the shard had no more
 * @param lossSum    sum of their losses
 * @param iterations of DL4J's iteration count: more than the local steps with truncated backpropagation through time
 * @param parameters after the local steps; null if there were none
 * @param updater    the updater's state vector, if it was asked for
 * @param steps      when the local steps began and how long they took
 */
record WorkerResult(int shard, long examples, double lossSum, int iterations, float[] parameters, float[] updater, List<EventStats> steps)
        implements Serializable {

    boolean diverged() {
        return examples > 0 && !Double.isFinite(lossSum);
    }
}
