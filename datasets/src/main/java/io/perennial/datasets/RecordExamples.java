package io.perennial.datasets;

import java.util.List;

/** Labelled examples that were read from records. */
public sealed interface RecordExamples extends Examples permits ImageExamples, VectorExamples {

    /** Of every example. */
    InputShape shape();

    /** Copies what the record of example {@code i} holds after its label, {@code shape().bytes()} bytes, to {@code target[offset..]}. */
    void bytes(int i, byte[] target, int offset);

    /**
     * Examples without labels (all are 0), numbered from 0.
     *
     * @param examples {@code shape.bytes()} bytes of each, as a record holds them
     */
    static RecordExamples unlabelled(InputShape shape, List<byte[]> examples) {
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
