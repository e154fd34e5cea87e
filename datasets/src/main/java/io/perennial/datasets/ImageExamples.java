package io.perennial.datasets;

import java.util.List;

/** Labelled images: pixels by channel, row, column. Immutable. */
public final class ImageExamples implements RecordExamples {

    private static final long serialVersionUID = 1;

    private final ImageShape shape;
    private final RecordBlocks records;

    ImageExamples(ImageShape shape, RecordBlocks records) {
        this.shape = shape;
        this.records = records;
    }

    /**
     * @param blocks records, one after another; not copied, so the caller gives them up
     * @param firsts for each block the position of its first example in the split
     */
    ImageExamples(ImageShape shape, List<byte[]> blocks, long[] firsts) {
        this(shape, new RecordBlocks(1 + shape.bytes(), blocks, firsts));
    }

    @Override
    public ImageShape shape() {
        return shape;
    }

    @Override
    public int size() {
        return records.size();
    }

    @Override
    public int label(int i) {
        return records.label(i);
    }

    @Override
    public long id(int i) {
        return records.id(i);
    }

    /** Copies the pixels of example {@code i}, unsigned bytes by channel, row, column, to {@code target[offset..]}. */
    @Override
    public void bytes(int i, byte[] target, int offset) {
        records.bytes(i, target, offset);
    }

    /** Writes example {@code i} as network input, {@code shape().numbers()} floats by channel, row, column, to {@code target[offset..]}. */
    public void normalize(int i, PixelScale scale, float[] target, int offset) {
        int block = records.block(i);
        int from = records.start(block, i) + 1;
        int plane = shape.height() * shape.width();
        for (int c = 0; c < shape.channels(); c++) {
            scale.scale(c, records.bytesOf(block), from + c * plane, plane, target, offset + c * plane);
        }
    }
}
