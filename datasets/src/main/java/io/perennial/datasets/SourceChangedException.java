package io.perennial.datasets;

import java.io.IOException;

/**
 * A source no longer holds the bytes a run was planned with, so a shard that has to be read again would not be the same shard.
 * Reading fails rather than going on with other data.
 */
public class SourceChangedException extends IOException {

    private static final String REMEDY = "Put the original data back and resume, or start a new run on the new data.";

    private final String source;
    private final long offset;
    private final int count;

    /**
     * @param source the file, or the generator and split
     * @param offset where the range starts: a byte of a file, or the number of a drawn example
     * @param count  examples in the range
     * @param found  what was found instead, as the end of a sentence
     */
    SourceChangedException(String source, long offset, int count, String found) {
        super("%s: the %d examples from offset %d on are not those this run was planned with: %s. %s"
                .formatted(source, count, offset, found, REMEDY));
        this.source = source;
        this.offset = offset;
        this.count = count;
    }

    /** The file, or the generator and split. */
    public String source() {
        return source;
    }

    /** Where the range starts: a byte of a file, or the number of a drawn example. */
    public long offset() {
        return offset;
    }

    /** Examples in the range. */
    public int count() {
        return count;
    }
}
