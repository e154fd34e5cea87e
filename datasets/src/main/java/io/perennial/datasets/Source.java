package io.perennial.datasets;

import io.perennial.datasets.shapes10.Shapes10;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** Where a part of a split comes from: records of fixed length, one after another. */
sealed interface Source {

    /** For messages. */
    String title();

    /** Length of all records, in bytes, as known before reading. */
    long bytes();

    InputStream open(Configuration hadoop) throws IOException;

    /** The range of {@code count} records that starts at record {@code skip} here and at {@code first} in the split. */
    Range range(long skip, int count, int recordBytes, long first, String sha256);

    /** A file on any Hadoop file system. */
    record File(Path path, long bytes) implements Source {

        File(FileStatus status) {
            this(status.getPath(), status.getLen());
        }

        @Override
        public String title() {
            return path.toString();
        }

        @Override
        public InputStream open(Configuration hadoop) throws IOException {
            return path.getFileSystem(hadoop).open(path);
        }

        @Override
        public Range range(long skip, int count, int recordBytes, long first, String sha256) {
            return new FileRange(path.toString(), skip * recordBytes, count, recordBytes, first, sha256);
        }
    }

    /** Drawn from a seed. */
    record Drawn(long seed, String split, int count) implements Source {

        @Override
        public String title() {
            return Shapes10.NAME + " " + split;
        }

        DatasetManifest.Drawing manifest(String sha256) {
            return new DatasetManifest.Drawing(Shapes10.NAME, Shapes10.VERSION, seed, sha256);
        }

        @Override
        public long bytes() {
            return (long) count * Shapes10.RECORD_BYTES;
        }

        @Override
        public InputStream open(Configuration hadoop) {
            return new DrawnStream(new Shapes10(seed, split), count);
        }

        @Override
        public Range range(long skip, int rangeCount, int recordBytes, long first, String sha256) {
            return new DrawnRange(Shapes10.NAME, seed, split, skip, rangeCount, sha256);
        }
    }
}
