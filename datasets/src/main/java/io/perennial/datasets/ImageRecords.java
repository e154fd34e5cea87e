package io.perennial.datasets;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * Records of one label byte and then the pixels, an unsigned byte each, by channel, row, column: the CIFAR-10 binary layout.
 *
 * @param shape   of every image
 * @param classes labels are 0 to {@code classes - 1}; 1 to 256
 */
public record ImageRecords(ImageShape shape, int classes) implements ExampleFormat {

    public ImageRecords {
        if (classes < 1 || classes > 256) {
            throw new IllegalArgumentException("a label byte tells 1 to 256 classes apart, not " + classes);
        }
    }

    /** Length of one record. */
    public int recordBytes() {
        return 1 + shape.bytes();
    }

    /**
     * {@inheritDoc}
     *
     * @throws SourceChangedException if a range's bytes are not those that were planned
     */
    @Override
    public ImageExamples read(List<Range> ranges, Configuration hadoop) throws IOException {
        List<byte[]> blocks = new ArrayList<>(ranges.size());
        long[] firsts = new long[ranges.size()];
        for (int r = 0; r < ranges.size(); r++) {
            firsts[r] = ranges.get(r).first();
            blocks.add(ranges.get(r).read(hadoop));
        }
        return new ImageExamples(shape, blocks, firsts);
    }
}
