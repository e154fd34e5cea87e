package io.perennial.worker.codec;

import io.perennial.worker.model.ParameterLayout.Segment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Every element as it stands: little-endian float32, exact. A delta travels as the parameters it ends at: their difference from
 * the start is taken in double precision at the other side, so an average over one worker gives that worker's parameters bit for
 * bit, which a difference rounded to float32 would not.
 */
public record Fp32() implements DeltaCodec, ParameterCodec {

    @Override
    public List<String> stateNames() {
        return List.of();
    }

    @Override
    public Encoded encodeParameters(float[] parameters, Map<String, float[]> state) {
        return new Encoded(bytes(parameters), Map.of());
    }

    @Override
    public float[] decodeParameters(byte[] encoded, int length) {
        checkLength(encoded, length);
        float[] parameters = new float[length];
        floats(encoded).get(parameters);
        return parameters;
    }

    @Override
    public long maxParameterBytes(int parameters) {
        return (long) parameters * Float.BYTES;
    }

    @Override
    public Encoded encodeDelta(float[] start, float[] end, Map<String, float[]> state) {
        return new Encoded(bytes(end), Map.of());
    }

    @Override
    public void addDelta(byte[] encoded, float[] start, double weight, double[] sum) {
        checkLength(encoded, start.length);
        FloatBuffer end = floats(encoded);
        Stretches.each(0, sum.length, (from, to) -> {
            for (int i = from; i < to; i++) {
                sum[i] += weight * ((double) end.get(i) - start[i]);
            }
        });
    }

    @Override
    public long maxDeltaBytes(int parameters) {
        return (long) parameters * Float.BYTES;
    }

    @Override
    public Fp32 ofPart(Segment part) {
        return this;
    }

    @Override
    public byte[] part(byte[] encoded, Segment part) {
        return Arrays.copyOfRange(encoded, part.offset() * Float.BYTES, part.end() * Float.BYTES);
    }

    private static byte[] bytes(float[] values) {
        byte[] encoded = new byte[Math.multiplyExact(values.length, Float.BYTES)];
        floats(encoded).put(values);
        return encoded;
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
