package io.perennial.worker.codec;

import java.nio.ByteBuffer;

/**
 * Two bits an element: its sign and whether it is small or large. A block, at most 512 elements of one slice, has a value for
 * each of the two: the mean magnitude of its members, as Seide et al., "1-Bit Stochastic Gradient Descent and its Application to
 * Data-Parallel Distributed Training of Speech DNNs", Interspeech 2014, take the mean of each side. Where small ends is found by
 * Lloyd's iteration ("Least Squares Quantization in PCM", 1982). No value is zero: that is for the residual to even out.
 */
public record TwoBit() implements Compressor {

    private static final int BLOCK = 512;
    private static final int IN_A_BYTE = 4;
    private static final int NEGATIVE = 1;
    private static final int LARGE = 2;
    private static final int ITERATIONS = 3;

    @Override
    public long maxBytes(int[] slices) {
        long[] bytes = new long[1];
        new Blocks(slices, BLOCK).forEach((from, to) -> bytes[0] += bytes(to - from));
        return bytes[0];
    }

    /** Of a block's code. */
    private static int bytes(int length) {
        return 2 * Float.BYTES + (length + IN_A_BYTE - 1) / IN_A_BYTE;
    }

    @Override
    public byte[] part(ByteBuffer source, int[] slices, int from, int to) {
        return new Blocks(slices, BLOCK).part(source, from, to, TwoBit::bytes);
    }

    @Override
    public void encode(float[] values, int[] slices, ByteBuffer target) {
        new Blocks(slices, BLOCK).forEach((from, to) -> {
            Levels levels = levels(values, from, to);
            target.putFloat(levels.small()).putFloat(levels.large());
            float border = levels.border();
            for (int first = from; first < to; first += IN_A_BYTE) {
                int codes = 0;
                for (int i = first; i < Math.min(to, first + IN_A_BYTE); i++) {
                    int code = (values[i] < 0 ? NEGATIVE : 0) | (Math.abs(values[i]) > border ? LARGE : 0);
                    codes |= code << 2 * (i - first);
                }
                target.put((byte) codes);
            }
        });
    }

    @Override
    public void decode(ByteBuffer source, int[] slices, float[] values) {
        new Blocks(slices, BLOCK).forEach((from, to) -> {
            float small = source.getFloat();
            float large = source.getFloat();
            float[] decoded = {small, -small, large, -large};
            for (int first = from; first < to; first += IN_A_BYTE) {
                int codes = source.get();
                for (int i = first; i < Math.min(to, first + IN_A_BYTE); i++) {
                    values[i] = decoded[codes >> 2 * (i - first) & 3];
                }
            }
        });
    }

    /** The two magnitudes of a block. */
    private record Levels(float small, float large) {
        float border() {
            return (small + large) / 2;
        }
    }

    /** Both are NaN if an element is not a finite number: the whole block then decodes to NaN. */
    private static Levels levels(float[] values, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += Math.abs(values[i]);
        }
        if (!Double.isFinite(sum)) {
            return new Levels(Float.NaN, Float.NaN);
        }
        float mean = (float) (sum / (to - from));
        Levels levels = new Levels(mean, mean);
        for (int iteration = 0; iteration < ITERATIONS; iteration++) {
            levels = refined(values, from, to, levels, sum);
        }
        return levels;
    }

    private static Levels refined(float[] values, int from, int to, Levels levels, double sum) {
        float border = levels.border();
        double largeSum = 0;
        int large = 0;
        for (int i = from; i < to; i++) {
            float magnitude = Math.abs(values[i]);
            if (magnitude > border) {
                largeSum += magnitude;
                large++;
            }
        }
        int small = to - from - large;
        return small == 0 || large == 0 ? levels : new Levels((float) ((sum - largeSum) / small), (float) (largeSum / large));
    }
}
