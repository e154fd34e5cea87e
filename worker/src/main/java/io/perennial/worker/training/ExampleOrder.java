package io.perennial.worker.training;

import io.perennial.worker.random.Stream;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Which examples of its shard a worker sees in which local step: each epoch a fresh permutation, a pure function of (seed, epoch,
 * shard). Local step {@code j} of an epoch takes the positions {@code j * batchSize} up to {@code (j + 1) * batchSize} of it, or
 * to the shard's end in the tail batch. Every worker takes the same number of steps: that of the smallest shard, rounded up; a
 * shard with one example more leaves one out where it would need a step of its own, another one each epoch.
 *
 * <p>Where lengths are given, each {@value #POOL} batches of the permutation are dealt anew among themselves by length, so that examples of like length come
 * together, and then all whole batches are put in random order: still every example once an epoch.
 */
public final class ExampleOrder {

    /** Batches whose examples are dealt by length: many enough for like lengths, few enough for batches that differ from epoch to epoch. */
    private static final int POOL = 16;

    private final long seed;
    private final int shard;
    private final int[] lengths;
    private final int size;
    private final int batchSize;
    private final long stepsPerEpoch;

    private long epoch = -1;
    private int[] order;

    public ExampleOrder(long seed, int shard, int size, int batchSize, long stepsPerEpoch) {
        this(seed, shard, size, batchSize, stepsPerEpoch, null);
    }

    /** @param lengths of the examples, for batches of like length; null for an order without regard to it */
    ExampleOrder(long seed, int shard, int size, int batchSize, long stepsPerEpoch, int[] lengths) {
        if (size <= (stepsPerEpoch - 1) * batchSize) {
            throw new IllegalArgumentException("a shard of " + size + " examples is too small for " + stepsPerEpoch + " steps of "
                    + batchSize);
        }
        this.seed = seed;
        this.shard = shard;
        this.size = size;
        this.batchSize = batchSize;
        this.stepsPerEpoch = stepsPerEpoch;
        this.lengths = lengths;
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

    /** The epoch that a local step belongs to, from 0. */
    public long epoch(long step) {
        return step / stepsPerEpoch;
    }

    /** Position in the shard of example {@code i} of a local step. */
    public int example(long step, int i) {
        long wanted = epoch(step);
        if (wanted != epoch) {
            order = Stream.of(seed, "order of examples", wanted, shard).permutation(size);
            if (lengths != null) {
                order = alike(order, wanted);
            }
            epoch = wanted;
        }
        return order[(int) (step % stepsPerEpoch * batchSize) + i];
    }

    private int[] alike(int[] drawn, long ofEpoch) {
        int used = (int) Math.min(size, stepsPerEpoch * batchSize);
        int[] sorted = drawn.clone();
        for (int from = 0; from < used; from += POOL * batchSize) {
            int to = Math.min(used, from + POOL * batchSize);
            // Stable: of equally long ones the first drawn comes first.
            int[] pool = IntStream.range(from, to).map(i -> drawn[i]).boxed().sorted(Comparator.comparingInt(example -> lengths[example])).mapToInt(example -> example).toArray();
            System.arraycopy(pool, 0, sorted, from, pool.length);
        }
        int whole = used / batchSize;
        int[] batches = Stream.of(seed, "order of batches", ofEpoch, shard).permutation(whole);
        int[] dealt = sorted.clone();
        for (int batch = 0; batch < whole; batch++) {
            System.arraycopy(sorted, batches[batch] * batchSize, dealt, batch * batchSize, batchSize);
        }
        return dealt;
    }
}
