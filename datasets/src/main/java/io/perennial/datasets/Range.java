package io.perennial.datasets;

import java.io.IOException;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;

/**
 * A consecutive piece of a split that an executor can make by itself: a stretch of a file, or examples drawn from a seed. The
 * root of a run's lineage is lists of these, never the data, so a lost shard is read again from its source and checked.
 */
public sealed interface Range extends Serializable permits FileRange, DrawnRange, TextRange {

    /** Position of the first example in the whole split. */
    long first();

    /** Number of examples. */
    int count();

    /** SHA-256, in hexadecimal, of the records' bytes. */
    String sha256();

    /**
     * Reads the records and checks them against {@link #sha256()}.
     *
     * @return the records one after another, {@code count()} of them
     * @throws SourceChangedException if the bytes are not those that were planned: names the source and the range
     */
    byte[] read(Configuration hadoop) throws IOException;
}
