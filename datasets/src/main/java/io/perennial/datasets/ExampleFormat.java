package io.perennial.datasets;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** How the bytes of ranges become examples. */
public interface ExampleFormat extends Serializable {

    /** Reads ranges in order into one set of examples. */
    Examples read(List<Range> ranges, Configuration hadoop) throws IOException;
}
