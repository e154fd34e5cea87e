package io.perennial.datasets;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** Records of fixed length: one label byte, then what the network sees. */
public sealed interface RecordFormat extends ExampleFormat permits ImageRecords, VectorRecords {

    /** Of every example. */
    InputShape shape();

    /** Labels are 0 to {@code classes() - 1}; 1 to 256. */
    int classes();

    /** Length of one record. */
    default int recordBytes() {
        return 1 + shape().bytes();
    }

    /** Records of examples of a shape. */
    static RecordFormat of(InputShape shape, int classes) {
        if (shape instanceof ImageShape image) {
            return new ImageRecords(image, classes);
        }
        return new VectorRecords((VectorShape) shape, classes);
    }

    /** @throws SourceChangedException if a range's bytes are not those that were planned */
    static RecordBlocks readBlocks(int recordBytes, List<Range> ranges, Configuration hadoop) throws IOException {
        List<byte[]> blocks = new ArrayList<>(ranges.size());
        long[] firsts = new long[ranges.size()];
        for (int r = 0; r < ranges.size(); r++) {
            firsts[r] = ranges.get(r).first();
            blocks.add(ranges.get(r).read(hadoop));
        }
        return new RecordBlocks(recordBytes, blocks, firsts);
    }

    /** @throws IllegalArgumentException if a label byte cannot tell so many classes apart */
    static void checkClasses(int classes) {
        if (classes < 1 || classes > 256) {
            throw new IllegalArgumentException("a label byte tells 1 to 256 classes apart, not " + classes);
        }
    }
}
