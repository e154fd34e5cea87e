package io.perennial.worker.codec;

import java.nio.ByteBuffer;

/**
 * Eight bits an element: a whole number from -127 to 127 times the scale of its block, which is at most 1024 elements of one slice.
 * Linear quantisation as in Dettmers, "8-Bit Approximations for Parallelism in Deep Learning", ICLR 2016, by blocks as in Dettmers et
 * al., "8-bit Optimizers via Block-wise Quantization", ICLR 2022: an outlier costs its own block precision and no other.
 */
public record Int8() implements Compressor {

    private static final int BLOCK = 1024;
    private static final int LARGEST = 127;
    /** Clears the last seven bits of a scale: its products with -127 to 127 are then exact, and so is what is left of a value. */
    private static final int SCALE_BITS = -1 << 7;

    @Override
    public long maxBytes(int[] slices) {
        long bytes = 0;
        for (int length : slices) {
            bytes += length + (length + BLOCK - 1L) / BLOCK * Float.BYTES;
        }
        return bytes;
    }

    @Override
    public byte[] part(ByteBuffer source, int[] slices, int from, int to) {
        return new Blocks(slices, BLOCK).part(source, from, to, Int8::bytes);
    }

    /** Of a block's code. */
    private static int bytes(int length) {
        return Float.BYTES + length;
    }

    @Override
    public void encode(float[] values, int[] slices, ByteBuffer target) {
        new Blocks(slices, BLOCK).forEach((from, to) -> {
            float scale = scale(values, from, to);
            target.putFloat(scale);
            double inverse = scale == 0 ? 0 : 1.0 / scale;
            for (int i = from; i < to; i++) {
                int rounded = (int) Math.rint(values[i] * inverse);
                target.put((byte) Math.max(-LARGEST, Math.min(LARGEST, rounded)));
            }
        });
    }

    /** NaN if an element is not a finite number: the whole block then decodes to NaN. */
    private static float scale(float[] values, int from, int to) {
        float largest = 0;
        for (int i = from; i < to; i++) {
            largest = Math.max(largest, Math.abs(values[i]));
        }
        return Float.isFinite(largest) ? Float.intBitsToFloat(Float.floatToRawIntBits(largest / LARGEST) & SCALE_BITS) : Float.NaN;
    }

    @Override
    public void decode(ByteBuffer source, int[] slices, float[] values) {
        new Blocks(slices, BLOCK).forEach((from, to) -> {
            float scale = source.getFloat();
            for (int i = from; i < to; i++) {
                values[i] = source.get() * scale;
            }
        });
    }
}
