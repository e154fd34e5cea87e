package io.perennial.datasets;

import java.util.List;

/** Labelled images: an example's bytes are its pixels, unsigned, by channel, row, column. */
public final class ImageExamples extends RecordExamples {

    private static final long serialVersionUID = 1;

    private final ImageShape shape;

    ImageExamples(ImageShape shape, RecordBlocks records) {
        super(records);
        this.shape = shape;
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
