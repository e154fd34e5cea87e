package io.perennial.datasets;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Labelled vectors: an example's bytes are its numbers, little-endian float32. */
public final class VectorExamples extends RecordExamples {

    private static final long serialVersionUID = 1;

    private final VectorShape shape;

    VectorExamples(VectorShape shape, RecordBlocks records) {
        super(records);
        this.shape = shape;
    }

    @Override
    public VectorShape shape() {
        return shape;
    }

    /** Writes the numbers of example {@code i} to {@code target[offset..]}. */
    public void numbers(int i, float[] target, int offset) {
        int block = records.block(i);
        ByteBuffer.wrap(records.bytesOf(block), records.start(block, i) + 1, shape.bytes()).order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer().get(target, offset, shape.features());
    }
}
