package io.perennial.datasets.shapes10;

/** Random draws that are the same on every Java platform: SplitMix64, and nothing but exact arithmetic on top. */
final class Draws {

    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private long state;

    Draws(long... key) {
        long mixed = 0;
        for (long part : key) {
            mixed = mix(mixed + GOLDEN ^ part);
        }
        state = mixed;
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    private long next() {
        state += GOLDEN;
        return mix(state);
    }

    /** Uniform in {@code 0..bound-1}; the bias, below {@code bound / 2^31}, does not matter here. */
    int below(int bound) {
        return (int) (((next() >>> 33) * bound) >>> 31);
    }

    /** Uniform in {@code low} (inclusive) to {@code high} (exclusive). */
    double between(double low, double high) {
        return low + (high - low) * ((next() >>> 11) * 0x1p-53);
    }

    boolean flip() {
        return next() < 0;
    }
}
