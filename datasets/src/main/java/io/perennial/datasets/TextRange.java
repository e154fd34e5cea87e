package io.perennial.datasets;

import io.perennial.checksum.Sha256;
import io.perennial.datasets.text.TextPiece;
import io.perennial.datasets.text.TextReader;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * Whole lines of texts on any Hadoop file system, as they stand there: how they become examples is a matter of the shard's format.
 *
 * @param uri    names the source, with its scheme
 * @param pieces of the source that hold the lines, in order
 * @param offset where the first line starts in the first piece, in bytes
 * @param bytes  length
 * @param skip   tokens at the beginning that belong to the examples before, where examples are windows of running text
 * @param count  number of examples, 1 to {@link FileRange#MAX_COUNT}
 * @param first  position of the first example in the whole split
 * @param sha256 of the bytes, in hexadecimal
 */
public record TextRange(String uri, List<TextPiece> pieces, long offset, int bytes, int skip, int count, long first, String sha256) implements Range {

    public TextRange {
        if (count < 1 || count > FileRange.MAX_COUNT) {
            throw new IllegalArgumentException("a range has 1 to " + FileRange.MAX_COUNT + " examples, not " + count);
        }
    }

    /** @return the lines, not records */
    @Override
    public byte[] read(Configuration hadoop) throws IOException {
        try (TextReader reader = new TextReader(hadoop)) {
            return read(reader);
        }
    }

    /** The same by a reader that may have read the lines before these. */
    public byte[] read(TextReader reader) throws IOException {
        byte[] lines = new byte[bytes];
        try {
            reader.read(pieces, offset, lines);
        } catch (FileNotFoundException e) {
            throw changed("the file is not there", e);
        } catch (EOFException e) {
            throw changed("the file is too short", e);
        }
        String found = Sha256.hex(lines);
        if (!found.equals(sha256)) {
            throw changed("SHA-256 is " + found + ", planned was " + sha256, null);
        }
        return lines;
    }

    private SourceChangedException changed(String found, IOException cause) {
        SourceChangedException e = new SourceChangedException(uri, offset, count, found);
        if (cause != null) {
            e.initCause(cause);
        }
        return e;
    }
}
