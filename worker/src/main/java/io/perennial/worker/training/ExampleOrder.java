package io.perennial.worker.training;

import io.perennial.worker.random.Stream;

/**
 * Which examples of its shard a worker sees in which local step: each epoch a fresh permutation, a pure function of (seed, epoch,
 * shard). Local step {@code j} of an epoch takes the positions {@code j * batchSize} up to {@code (j + 1) * batchSize} of it, or
 * to the shard's end in the tail batch. Every worker takes the same number of steps: that of the smallest shard, rounded up; a
 * shard with one example more leaves one out where it would need a step of its own, another one each epoch.
 */
public final class ExampleOrder {

    private final long seed;
    private final int shard;
    private final int size;
    private final int batchSize;
    private final long stepsPerEpoch;

    private long epoch = -1;
    private int[] order;

    public ExampleOrder(long seed, int shard, int size, int batchSize, long stepsPerEpoch) {
        if (size <= (stepsPerEpoch - 1) * batchSize) {
            throw new IllegalArgumentException("a shard of " + size + " examples is too small for " + stepsPerEpoch + " steps of "
                    + batchSize);
        }
        this.seed = seed;
        this.shard = shard;
        this.size = size;
        this.batchSize = batchSize;
        this.stepsPerEpoch = stepsPerEpoch;
    }

    /** Local steps in an epoch, for shards of which the smallest has {@code smallest} examples. */
    public static long stepsPerEpoch(long smallest, int batchSize) {
        return (smallest + batchSize - 1) / batchSize;
    }

    /** Number of examples of a local step. */
    public int count(long step) {
        return count(size, batchSize, step % stepsPerEpoch);
    }

    /** Number of examples that a shard of {@code size} gives in a step of an epoch, from 0. */
    public static int count(long size, int batchSize, long stepOfEpoch) {
        return (int) Math.min(batchSize, size - stepOfEpoch * batchSize);
    }

    /** Position in the shard of example {@code i} of a local step. */
    public int example(long step, int i) {
        long wanted = step / stepsPerEpoch;
        if (wanted != epoch) {
            order = Stream.of(seed, "order of examples", wanted, shard).permutation(size);
            epoch = wanted;
        }
        return order[(int) (step % stepsPerEpoch * batchSize) + i];
    }
}
