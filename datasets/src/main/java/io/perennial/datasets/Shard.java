package io.perennial.datasets;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * A worker's fixed part of a split: what to read, not yet the examples.
 *
 * @param index  the worker's number, from 0
 * @param format how the ranges' records become examples
 * @param ranges what to read, in order
 */
public record Shard(int index, ExampleFormat format, List<Range> ranges) implements Serializable {

    public long size() {
        return ranges.stream().mapToLong(Range::count).sum();
    }

    /** Reads and checks every range. Runs on the executor. */
    public Examples read(Configuration hadoop) throws IOException {
        return format.read(ranges, hadoop);
    }
}
