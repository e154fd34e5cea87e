package io.perennial.datasets;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * Records of one label byte and then the pixels, an unsigned byte each, by channel, row, column: the CIFAR-10 binary layout.
 *
 * @param shape   of every image
 * @param classes labels are 0 to {@code classes - 1}; 1 to 256
 */
public record ImageRecords(ImageShape shape, int classes) implements RecordFormat {

    public ImageRecords {
        RecordFormat.checkClasses(classes);
    }

    @Override
    public ImageExamples read(List<Range> ranges, Configuration hadoop) throws IOException {
        return new ImageExamples(shape, RecordFormat.readBlocks(recordBytes(), ranges, hadoop));
    }
}
