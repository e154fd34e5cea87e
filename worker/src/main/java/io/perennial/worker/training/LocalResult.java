package io.perennial.worker.training;

import java.io.Serializable;

/**
 * What a worker tells the driver of a round. Travels in the task's result, never in an accumulator: a speculative copy of the
 * task then counts once.
 *
 * @param shard    the worker's shard
 * @param examples examples trained on
 * @param lossSum  sum of their losses, nats; NaN when {@link #diverged()}
 * @param firstLoss mean loss of the first local step, nats; NaN when {@link #diverged()}
 * @param delta    encoded: parameters after the local steps minus parameters at the start; null when {@link #diverged()}, and where it travels another way
 * @param deltaBytes length of the encoded delta
 * @param seconds  wall-clock seconds of the local steps
 * @param executor Spark's id of the executor
 * @param device   address of the GPU that Spark gave the task; null if it gave none
 */
public record LocalResult(int shard, long examples, double lossSum, double firstLoss, byte[] delta, int deltaBytes, double seconds,
                          String executor, String device)
        implements Serializable {

    /** Whether a loss was not a finite number; the worker then stopped at once. */
    public boolean diverged() {
        return Double.isNaN(lossSum);
    }

    /** The same with the delta left where it is. */
    public LocalResult withoutDelta() {
        return new LocalResult(shard, examples, lossSum, firstLoss, null, deltaBytes, seconds, executor, device);
    }
}
