package io.perennial.worker.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The elements of the largest magnitude, the others are zero: Aji and Heafield, "Sparse Communication for Distributed Gradient
 * Descent", EMNLP 2017; with what did not travel kept for later, as here, it converges like the whole (Stich et al., "Sparsified SGD
 * with Memory", NeurIPS 2018). Of equal magnitudes the earlier element travels. Positions travel as gaps, seven bits a byte, values
 * in half precision as one slice of {@link Fp16}: about three bytes for each element that travels.
 *
 * @param share of the elements that travel, above 0 to 1; zeros never do
 */
public record TopK(double share) implements Compressor {

    private static final int GAP_BITS = 7;
    private static final int MORE = 1 << GAP_BITS;
    /** A float's magnitude orders like its bits without the sign: 16 of them are counted first, then the other 15. */
    private static final int LOW_BITS = 15;

    public TopK {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("share " + share + ": expected above 0 to 1");
        }
    }

    @Override
    public long maxBytes(int[] slices) {
        long length = 0;
        for (int slice : slices) {
            length += slice;
        }
        // A gap takes a byte, and another for each 128 it skips at most.
        long count = count(length);
        return Integer.BYTES + count + length / MORE + Fp16.maxBytes((int) count);
    }

    private long count(long length) {
        return Math.min(length, (long) Math.ceil(share * length));
    }

    @Override
    public void encode(float[] values, int[] slices, ByteBuffer target) {
        int[] places = largest(values, (int) count(values.length));
        float[] picked = new float[places.length];
        target.putInt(places.length);
        int next = 0;
        for (int i = 0; i < places.length; i++) {
            picked[i] = values[places[i]];
            putGap(places[i] - next, target);
            next = places[i] + 1;
        }
        Fp16.encodeSlice(picked, 0, picked.length, target);
    }

    @Override
    public void decode(ByteBuffer source, int[] slices, float[] values) {
        int[] places = new int[source.getInt()];
        int next = 0;
        for (int i = 0; i < places.length; i++) {
            places[i] = next + gap(source);
            next = places[i] + 1;
        }
        float[] picked = new float[places.length];
        Fp16.decodeSlice(source, picked, 0, picked.length);
        for (int i = 0; i < places.length; i++) {
            values[places[i]] = picked[i];
        }
    }

    @Override
    public byte[] part(ByteBuffer source, int[] slices, int from, int to) {
        int count = source.getInt();
        // Values are the end of the code: gaps need not be read beyond the part.
        int values = source.limit() - count * Short.BYTES;
        int skipped = 0;
        int within = 0;
        int next = 0;
        int nextOfPart = 0;
        ByteBuffer gaps = ByteBuffer.allocate(source.remaining() + Integer.BYTES);
        for (int i = 0; i < count; i++) {
            int place = next + gap(source);
            next = place + 1;
            if (place >= to) {
                break;
            }
            if (place < from) {
                skipped++;
            } else {
                putGap(place - from - nextOfPart, gaps);
                nextOfPart = place - from + 1;
                within++;
            }
        }
        ByteBuffer part = ByteBuffer.allocate(Integer.BYTES + gaps.position() + Byte.BYTES + within * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        part.putInt(within).put(gaps.flip()).put(source.get(values - Byte.BYTES))
                .put(source.array(), source.arrayOffset() + values + skipped * Short.BYTES, within * Short.BYTES);
        return part.array();
    }

    /** Places of the elements of the largest magnitude, in order; NaN is larger than anything. */
    private static int[] largest(float[] values, int count) {
        if (count == 0) {
            return new int[0];
        }
        int[] byHigh = new int[1 << Integer.SIZE - 1 - LOW_BITS];
        for (float value : values) {
            byHigh[magnitude(value) >>> LOW_BITS]++;
        }
        Cut high = Cut.of(byHigh, count);
        int[] byLow = new int[1 << LOW_BITS];
        for (float value : values) {
            if (magnitude(value) >>> LOW_BITS == high.bucket()) {
                byLow[magnitude(value) & byLow.length - 1]++;
            }
        }
        Cut low = Cut.of(byLow, high.wanted());
        int smallest = high.bucket() << LOW_BITS | low.bucket();
        return select(values, smallest, smallest == 0 ? 0 : low.wanted(), smallest == 0 ? count - low.wanted() : count);
    }

    private static int[] select(float[] values, int smallest, int ofSmallest, int count) {
        int[] places = new int[count];
        int found = 0;
        int left = ofSmallest;
        for (int i = 0; found < count; i++) {
            int magnitude = magnitude(values[i]);
            if (magnitude > smallest || magnitude == smallest && left-- > 0) {
                places[found++] = i;
            }
        }
        return places;
    }

    private static int magnitude(float value) {
        return Float.floatToRawIntBits(value) & Integer.MAX_VALUE;
    }

    /**
     * Where counting from the largest bucket down reaches a number.
     *
     * @param bucket in which it is reached
     * @param wanted how many of this bucket are needed
     */
    private record Cut(int bucket, int wanted) {
        static Cut of(int[] counts, int wanted) {
            int left = wanted;
            int bucket = counts.length - 1;
            while (counts[bucket] < left) {
                left -= counts[bucket--];
            }
            return new Cut(bucket, left);
        }
    }

    private static void putGap(int gap, ByteBuffer target) {
        int rest = gap;
        while (rest >= MORE) {
            target.put((byte) (rest | MORE));
            rest >>>= GAP_BITS;
        }
        target.put((byte) rest);
    }

    private static int gap(ByteBuffer source) {
        int gap = 0;
        int shift = 0;
        byte part = source.get();
        while (part < 0) {
            gap |= (part & MORE - 1) << shift;
            shift += GAP_BITS;
            part = source.get();
        }
        return gap | part << shift;
    }
}
