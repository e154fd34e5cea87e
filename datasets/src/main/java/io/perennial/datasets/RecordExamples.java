package io.perennial.datasets;

import java.util.List;

/** Labelled examples that were read from records. Immutable. */
public abstract sealed class RecordExamples implements Examples permits ImageExamples, VectorExamples {

    private static final long serialVersionUID = 1;

    final RecordBlocks records;

    RecordExamples(RecordBlocks records) {
        this.records = records;
    }

    /** Of every example. */
    public abstract InputShape shape();

    @Override
    public final int size() {
        return records.size();
    }

    @Override
    public final int label(int i) {
        return records.label(i);
    }

    @Override
    public final long id(int i) {
        return records.id(i);
    }

    /** Copies what the record of example {@code i} holds after its label, {@code shape().bytes()} bytes, to {@code target[offset..]}. */
    public final void bytes(int i, byte[] target, int offset) {
        records.bytes(i, target, offset);
    }

    /**
     * Examples without labels (all are 0), numbered from 0.
     *
     * @param examples {@code shape.bytes()} bytes of each, as a record holds them
     */
    public static RecordExamples unlabelled(InputShape shape, List<byte[]> examples) {
        int length = 1 + shape.bytes();
        byte[] records = new byte[Math.multiplyExact(examples.size(), length)];
        for (int i = 0; i < examples.size(); i++) {
            System.arraycopy(examples.get(i), 0, records, i * length + 1, shape.bytes());
        }
        RecordBlocks blocks = new RecordBlocks(length, List.of(records), new long[] {0});
        if (shape instanceof ImageShape image) {
            return new ImageExamples(image, blocks);
        }
        return new VectorExamples((VectorShape) shape, blocks);
    }
}
