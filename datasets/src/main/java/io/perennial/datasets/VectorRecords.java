package io.perennial.datasets;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * Records of one label byte and then the numbers, little-endian float32 each.
 *
 * @param shape   of every vector
 * @param classes labels are 0 to {@code classes - 1}; 1 to 256
 */
public record VectorRecords(VectorShape shape, int classes) implements RecordFormat {

    public VectorRecords {
        RecordFormat.checkClasses(classes);
    }

    @Override
    public VectorExamples read(List<Range> ranges, Configuration hadoop) throws IOException {
        return new VectorExamples(shape, RecordFormat.readBlocks(recordBytes(), ranges, hadoop));
    }
}
