package io.perennial.datasets;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Labelled vectors of numbers. Immutable. */
public final class VectorExamples implements RecordExamples {

    private static final long serialVersionUID = 1;

    private final VectorShape shape;
    private final RecordBlocks records;

    VectorExamples(VectorShape shape, RecordBlocks records) {
        this.shape = shape;
        this.records = records;
    }

    @Override
    public VectorShape shape() {
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

    @Override
    public void bytes(int i, byte[] target, int offset) {
        records.bytes(i, target, offset);
    }

    /** Writes the numbers of example {@code i} to {@code target[offset..]}. */
    public void numbers(int i, float[] target, int offset) {
        int block = records.block(i);
        ByteBuffer.wrap(records.bytesOf(block), records.start(block, i) + 1, shape.bytes()).order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer().get(target, offset, shape.features());
    }
}
