package io.perennial.worker.codec;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * Half precision (IEEE 754 binary16), two bytes an element. Each slice is first scaled by a power of two, one byte, that brings its
 * largest element to the top of binary16's range, so that small deltas keep their eleven bits: what loss scaling does for gradients in
 * Micikevicius et al., "Mixed Precision Training", ICLR 2018.
 */
public record Fp16() implements Compressor {

    /** Exponent of a slice's largest element after scaling: below the 15 of binary16's largest, since it may be rounded up. */
    private static final int TOP = 14;

    @Override
    public long maxBytes(int[] slices) {
        long bytes = 0;
        for (int length : slices) {
            bytes += maxBytes(length);
        }
        return bytes;
    }

    /** Bytes of one slice. */
    static long maxBytes(int length) {
        return Byte.BYTES + (long) length * Short.BYTES;
    }

    @Override
    public void encode(float[] values, int[] slices, ByteBuffer target) {
        int from = 0;
        for (int length : slices) {
            encodeSlice(values, from, from + length, target);
            from += length;
        }
    }

    @Override
    public void decode(ByteBuffer source, int[] slices, float[] values) {
        int from = 0;
        for (int length : slices) {
            decodeSlice(source, values, from, from + length);
            from += length;
        }
    }

    @Override
    public byte[] part(ByteBuffer source, int[] slices, int from, int to) {
        ByteArrayOutputStream part = new ByteArrayOutputStream();
        int code = source.position();
        int start = 0;
        for (int length : slices) {
            int first = Math.max(from, start);
            int end = Math.min(to, start + length);
            if (first < end) {
                part.write(source.get(code));
                part.write(source.array(), source.arrayOffset() + code + Byte.BYTES + (first - start) * Short.BYTES, (end - first) * Short.BYTES);
            }
            code += (int) maxBytes(length);
            start += length;
        }
        return part.toByteArray();
    }

    /** One slice: the elements from {@code from} to {@code to} of {@code values}. */
    static void encodeSlice(float[] values, int from, int to, ByteBuffer target) {
        float largest = 0;
        for (int i = from; i < to; i++) {
            float magnitude = Math.abs(values[i]);
            // Infinity and NaN travel as such and say nothing about the others.
            if (magnitude > largest && magnitude <= Float.MAX_VALUE) {
                largest = magnitude;
            }
        }
        int exponent = Math.getExponent(largest);
        target.put((byte) exponent);
        double scale = Math.scalb(1.0, TOP - exponent);
        for (int i = from; i < to; i++) {
            target.putShort(Half.fromFloat((float) (values[i] * scale)));
        }
    }

    /** One slice, into the elements from {@code from} to {@code to} of {@code values}. */
    static void decodeSlice(ByteBuffer source, float[] values, int from, int to) {
        double scale = Math.scalb(1.0, source.get() - TOP);
        for (int i = from; i < to; i++) {
            values[i] = (float) (Half.toFloat(source.getShort()) * scale);
        }
    }
}
