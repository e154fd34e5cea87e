package io.perennial.worker.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Every element as it stands: little-endian float32, exact. A delta travels as the parameters it ends at: their difference from
 * the start is taken in double precision at the other side, so an average over one worker gives that worker's parameters bit for
 * bit, which a difference rounded to float32 would not.
 */
public record Fp32() implements Codec {

    @Override
    public String name() {
        return "fp32";
    }

    @Override
    public byte[] encodeParameters(float[] parameters) {
        byte[] encoded = new byte[Math.multiplyExact(parameters.length, Float.BYTES)];
        floats(encoded).put(parameters);
        return encoded;
    }

    @Override
    public float[] decodeParameters(byte[] encoded, int length) {
        checkLength(encoded, length);
        float[] parameters = new float[length];
        floats(encoded).get(parameters);
        return parameters;
    }

    @Override
    public byte[] encodeDelta(float[] start, float[] end) {
        return encodeParameters(end);
    }

    @Override
    public void addDelta(byte[] encoded, float[] start, double weight, double[] sum) {
        checkLength(encoded, start.length);
        FloatBuffer end = floats(encoded);
        for (int i = 0; i < sum.length; i++) {
            sum[i] += weight * ((double) end.get(i) - start[i]);
        }
    }

    private static FloatBuffer floats(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    }

    private static void checkLength(byte[] encoded, int length) {
        if (encoded.length != (long) length * Float.BYTES) {
            throw new IllegalArgumentException("found " + encoded.length + " bytes for " + length + " float32");
        }
    }
}
