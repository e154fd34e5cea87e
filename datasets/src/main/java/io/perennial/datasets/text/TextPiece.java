package io.perennial.datasets.text;

import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;

/** A part of a source that an executor can read by itself, as lines. */
public sealed interface TextPiece extends Serializable permits WholeFile, RowGroup {

    /** @throws java.io.FileNotFoundException if it is not there any more */
    Bytes open(Configuration hadoop) throws IOException;

    /** The lines of a piece. Reading forwards is cheap, backwards need not be. */
    interface Bytes extends Closeable {

        /**
         * Reads some bytes, at least one.
         *
         * @param position of the first one in the piece
         * @param into     takes at most {@code length} of them from {@code at} on
         * @return how many; -1 if the piece ends before the position or there
         */
        int read(long position, byte[] into, int at, int length) throws IOException;
    }
}
