package io.perennial.worker.codec;

import io.perennial.worker.model.ParameterLayout;
import io.perennial.worker.model.ParameterLayout.Segment;
import io.perennial.worker.model.Slice;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * A flat parameter vector as bytes: slices of some kinds as they stand, then the trainable ones compressed. What a code loses of
 * these is kept for the next round; a running statistic is replaced in every round and has no use for what it lacked in the last.
 *
 * @param plain kinds that travel as they stand, little-endian float32; others do not travel
 */
record MixedCode(Compressor compressor, ParameterLayout layout, Set<Slice.Kind> plain) {

    /** Trainable stretches of the flat vector; packed, they lie end to end in this order. */
    List<Segment> trainable() {
        return layout.segments(Slice.Kind.TRAINABLE);
    }

    /** Stretches that travel as they stand. */
    List<Segment> plainSegments() {
        List<Segment> segments = new ArrayList<>();
        plain.stream().sorted().forEach(kind -> segments.addAll(layout.segments(kind)));
        return segments;
    }

    /**
     * Encodes a vector.
     *
     * @param whole  flat vector, for what travels as it stands
     * @param packed the trainable elements; becomes what the code lost of them
     */
    byte[] encode(float[] whole, float[] packed) {
        ByteBuffer target = ByteBuffer.allocate(Math.toIntExact(maxBytes())).order(ByteOrder.LITTLE_ENDIAN);
        for (Segment segment : plainSegments()) {
            target.asFloatBuffer().put(whole, segment.offset(), segment.length());
            target.position(target.position() + segment.length() * Float.BYTES);
        }
        int compressed = target.position();
        int[] slices = slices();
        compressor.encode(packed, slices, target);
        float[] decoded = new float[packed.length];
        compressor.decode(target.duplicate().order(ByteOrder.LITTLE_ENDIAN).limit(target.position()).position(compressed), slices, decoded);
        for (int i = 0; i < packed.length; i++) {
            packed[i] -= decoded[i];
        }
        return target.hasRemaining() ? Arrays.copyOf(target.array(), target.position()) : target.array();
    }

    /**
     * Decodes a vector.
     *
     * @param whole receives what travelled as it stands
     * @return the trainable elements, packed; a fresh array
     */
    float[] decode(byte[] encoded, float[] whole) {
        ByteBuffer source = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN);
        for (Segment segment : plainSegments()) {
            source.asFloatBuffer().get(whole, segment.offset(), segment.length());
            source.position(source.position() + segment.length() * Float.BYTES);
        }
        float[] packed = new float[layout.trainable()];
        compressor.decode(source, slices(), packed);
        if (source.hasRemaining()) {
            throw new IllegalArgumentException("found " + encoded.length + " bytes, " + source.remaining() + " more than a code of "
                    + layout.length() + " parameters has");
        }
        return packed;
    }

    /** The code of a part of the vector, as the same codec of the {@linkplain ParameterLayout#part part's layout} decodes it. */
    byte[] part(byte[] encoded, Segment part) {
        ByteBuffer source = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN);
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        for (Segment segment : plainSegments()) {
            Segment both = segment.overlap(part);
            if (both.length() > 0) {
                target.write(encoded, source.position() + (both.offset() - segment.offset()) * Float.BYTES, both.length() * Float.BYTES);
            }
            source.position(source.position() + segment.length() * Float.BYTES);
        }
        int from = trainableBefore(part.offset());
        target.writeBytes(compressor.part(source, slices(), from, trainableBefore(part.end())));
        return target.toByteArray();
    }

    private int trainableBefore(int end) {
        Segment before = new Segment(0, end);
        return trainable().stream().mapToInt(segment -> segment.overlap(before).length()).sum();
    }

    long maxBytes() {
        return plainSegments().stream().mapToLong(segment -> (long) segment.length() * Float.BYTES).sum() + compressor.maxBytes(slices());
    }

    private int[] slices() {
        return layout.slices().stream().filter(slice -> slice.kind() == Slice.Kind.TRAINABLE && slice.length() > 0)
                .mapToInt(Slice::length).toArray();
    }
}
