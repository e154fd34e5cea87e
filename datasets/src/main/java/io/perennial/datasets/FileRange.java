package io.perennial.datasets;

import io.perennial.checksum.Sha256;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;

/**
 * Records of fixed length, one after another, in a file on any Hadoop file system.
 *
 * @param uri         the file, with its scheme, so that an executor's default file system does not matter
 * @param offset      where the first record starts, in bytes
 * @param count       number of records, 1 to {@link #MAX_COUNT}
 * @param recordBytes length of one record
 * @param first       position of the first record in the whole split
 * @param sha256      of the records' bytes, in hexadecimal
 */
public record FileRange(String uri, long offset, int count, int recordBytes, long first, String sha256) implements Range {

    /** Bounds what one read holds in memory, and how much is read twice when a range turns out to have changed. */
    public static final int MAX_COUNT = 8_192;

    public FileRange {
        if (count < 1 || count > MAX_COUNT) {
            throw new IllegalArgumentException("a range has 1 to " + MAX_COUNT + " records, not " + count);
        }
    }

    @Override
    public byte[] read(Configuration hadoop) throws IOException {
        Path path = new Path(uri);
        byte[] records = new byte[Math.multiplyExact(count, recordBytes)];
        try (FSDataInputStream in = path.getFileSystem(hadoop).open(path)) {
            in.readFully(offset, records);
        } catch (FileNotFoundException e) {
            throw changed("the file is not there", e);
        } catch (EOFException e) {
            throw changed("the file is too short", e);
        }
        String found = Sha256.hex(records);
        if (!found.equals(sha256)) {
            throw changed("SHA-256 is " + found + ", planned was " + sha256, null);
        }
        return records;
    }

    private SourceChangedException changed(String found, IOException cause) {
        SourceChangedException e = new SourceChangedException(uri, offset, count, found);
        if (cause != null) {
            e.initCause(cause);
        }
        return e;
    }
}
