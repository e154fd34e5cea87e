package io.perennial.worker.random;

import java.nio.charset.StandardCharsets;

/**
 * Random numbers as a pure function of a seed, a purpose and coordinates (epoch, step, shard). SplitMix64 (Steele, Lea and
 * Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014): integer arithmetic only, the same on every JVM.
 */
public final class Stream {

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private long state;

    private Stream(long state) {
        this.state = state;
    }

    /**
     * @param purpose     keeps streams for different uses apart where their coordinates agree
     * @param coordinates what this stream belongs to
     */
    public static Stream of(long seed, String purpose, long... coordinates) {
        return new Stream(key(seed, purpose, coordinates));
    }

    /** One well-mixed number for a seed, a purpose and coordinates: to seed another generator with. */
    public static long key(long seed, String purpose, long... coordinates) {
        long key = mix(seed + GOLDEN);
        for (byte letter : purpose.getBytes(StandardCharsets.UTF_8)) {
            key = mix(key + letter * GOLDEN);
        }
        for (long coordinate : coordinates) {
            key = mix(key + GOLDEN + mix(coordinate + GOLDEN));
        }
        return key;
    }

    public long nextLong() {
        state += GOLDEN;
        return mix(state);
    }

    /** Uniform in 0 (inclusive) to 1 (exclusive), 24 bits. */
    public float nextFloat() {
        return (nextLong() >>> 40) * 0x1p-24f;
    }

    /** Uniform in 0 (inclusive) to {@code bound} (exclusive), without bias (Lemire, 2019). */
    public int nextInt(int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("bound: found " + bound + ", expected at least 1");
        }
        long product = (nextLong() >>> 32) * bound;
        long low = product & 0xFFFFFFFFL;
        if (low < bound) {
            long threshold = (0x100000000L - bound) % bound;
            while (low < threshold) {
                product = (nextLong() >>> 32) * bound;
                low = product & 0xFFFFFFFFL;
            }
        }
        return (int) (product >>> 32);
    }

    /** The numbers 0 to {@code n - 1} in random order (Fisher and Yates). */
    public int[] permutation(int n) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
