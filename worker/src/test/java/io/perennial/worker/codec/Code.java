package io.perennial.worker.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/** A compressor's code of a vector, and what it decodes to; vectors to compress. */
record Code(byte[] bytes, float[] decoded) {

    static Code of(Compressor compressor, float[] values, int... slices) {
        float[] kept = values.clone();
        ByteBuffer target = ByteBuffer.allocate(Math.toIntExact(compressor.maxBytes(slices))).order(ByteOrder.LITTLE_ENDIAN);
        compressor.encode(values, slices, target);
        if (!java.util.Arrays.equals(kept, values)) {
            throw new AssertionError(compressor + " changed the vector");
        }
        byte[] bytes = java.util.Arrays.copyOf(target.array(), target.position());
        ByteBuffer source = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        float[] decoded = new float[values.length];
        compressor.decode(source, slices, decoded);
        if (source.hasRemaining()) {
            throw new AssertionError(compressor + " left " + source.remaining() + " bytes unread");
        }
        return new Code(bytes, decoded);
    }

    /** Numbers like a layer's deltas: normally distributed around zero. */
    static float[] normal(int length, double deviation, long seed) {
        Random random = new Random(seed);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        return values;
    }
}
