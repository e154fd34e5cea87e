package io.perennial.datasets;

import java.util.Arrays;
import java.util.List;

/**
 * Labelled images as they came from their ranges: one block of records (label byte, then pixels by channel, row, column) per range,
 * so that a shard may be larger than a Java array. Immutable.
 */
public final class ImageExamples implements Examples {

    private static final long serialVersionUID = 1;

    private final ImageShape shape;
    private final byte[][] blocks;
    /** For each block the number of its first example here; one more entry holds the size. */
    private final int[] starts;
    /** For each block the position of its first example in the split. */
    private final long[] ids;

    /**
     * @param blocks records, one after another; not copied, so the caller gives them up
     * @param firsts for each block the position of its first example in the split
     */
    ImageExamples(ImageShape shape, List<byte[]> blocks, long[] firsts) {
        this.shape = shape;
        this.blocks = blocks.toArray(byte[][]::new);
        this.ids = firsts;
        this.starts = new int[this.blocks.length + 1];
        for (int b = 0; b < this.blocks.length; b++) {
            starts[b + 1] = Math.addExact(starts[b], this.blocks[b].length / recordBytes());
        }
    }

    /**
     * Images without labels (all are 0), numbered from 0.
     *
     * @param pixels {@code shape.bytes()} unsigned bytes by channel, row, column, of each
     */
    public static ImageExamples unlabelled(ImageShape shape, List<byte[]> pixels) {
        int length = 1 + shape.bytes();
        byte[] records = new byte[Math.multiplyExact(pixels.size(), length)];
        for (int i = 0; i < pixels.size(); i++) {
            System.arraycopy(pixels.get(i), 0, records, i * length + 1, shape.bytes());
        }
        return new ImageExamples(shape, List.of(records), new long[] {0});
    }

    public ImageShape shape() {
        return shape;
    }

    @Override
    public int size() {
        return starts[blocks.length];
    }

    @Override
    public int label(int i) {
        int block = block(i);
        return blocks[block][record(block, i)] & 0xff;
    }

    @Override
    public long id(int i) {
        int block = block(i);
        return ids[block] + (i - starts[block]);
    }

    /** Copies the pixels of example {@code i}, {@code shape().bytes()} unsigned bytes by channel, row, column, to {@code target[offset..]}. */
    public void pixels(int i, byte[] target, int offset) {
        int block = block(i);
        System.arraycopy(blocks[block], record(block, i) + 1, target, offset, shape.bytes());
    }

    /** Writes example {@code i} as network input, {@code shape().bytes()} floats by channel, row, column, to {@code target[offset..]}. */
    public void normalize(int i, PixelScale scale, float[] target, int offset) {
        int block = block(i);
        int from = record(block, i) + 1;
        int plane = shape.height() * shape.width();
        for (int c = 0; c < shape.channels(); c++) {
            scale.scale(c, blocks[block], from + c * plane, plane, target, offset + c * plane);
        }
    }

    private int recordBytes() {
        return 1 + shape.bytes();
    }

    private int block(int i) {
        if (i < 0 || i >= size()) {
            throw new IndexOutOfBoundsException("example " + i + " of " + size());
        }
        int found = Arrays.binarySearch(starts, i);
        return found >= 0 ? found : -found - 2;
    }

    private int record(int block, int i) {
        return (i - starts[block]) * recordBytes();
    }
}
