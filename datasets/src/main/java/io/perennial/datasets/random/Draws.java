package io.perennial.datasets.random;

/** Random draws that are the same on every Java platform: SplitMix64, and nothing but exact arithmetic or {@link StrictMath} on top. */
public final class Draws {

    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private long state;

    /** @param key what the draws belong to: the same key gives the same draws */
    public Draws(long... key) {
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
    public int below(int bound) {
        return (int) (((next() >>> 33) * bound) >>> 31);
    }

    /** Uniform in {@code low} (inclusive) to {@code high} (exclusive). */
    public double between(double low, double high) {
        return low + (high - low) * ((next() >>> 11) * 0x1p-53);
    }

    public boolean flip() {
        return next() < 0;
    }

    /** From the standard normal distribution (Box and Muller, 1958; of the two that it gives one is used). */
    public double gaussian() {
        // 1 - u is above 0.
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - between(0, 1)));
        return radius * StrictMath.cos(2 * StrictMath.PI * between(0, 1));
    }
}
