package io.perennial.datasets;

import io.perennial.checksum.Sha256;
import io.perennial.errors.InputException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * What reading every record of a split once told.
 *
 * @param sources      in order
 * @param labels       of all examples, in order
 * @param fingerprints of all examples' pixels, in order: the first 64 bits of their SHA-256
 */
record SplitScan(List<Scanned> sources, byte[] labels, long[] fingerprints) {

    /** A source, and the SHA-256 of all its bytes. */
    record Scanned(Source source, int examples, String sha256) {
    }

    /**
     * @throws InputException if a source is missing, empty, cannot be read, ends within a record, or has a label out of range
     */
    static SplitScan of(List<Source> sources, RecordFormat format, Configuration hadoop) {
        long total = 0;
        for (Source source : sources) {
            total += wholeRecords(source, source.bytes(), format);
        }
        if (total > Integer.MAX_VALUE - 8) {
            throw new InputException("%d examples are more than one split can hold (%d)".formatted(total, Integer.MAX_VALUE - 8));
        }
        SplitScan scan = new SplitScan(new ArrayList<>(), new byte[(int) total], new long[(int) total]);
        int first = 0;
        for (Source source : sources) {
            Scanned scanned = scan.read(source, first, format, hadoop);
            scan.sources.add(scanned);
            first += scanned.examples;
        }
        return scan;
    }

    int size() {
        return labels.length;
    }

    long[] examplesPerClass(int classes) {
        long[] counts = new long[classes];
        for (byte label : labels) {
            counts[label & 0xff]++;
        }
        return counts;
    }

    private static long wholeRecords(Source source, long bytes, RecordFormat format) {
        long records = bytes / format.recordBytes();
        long rest = bytes % format.recordBytes();
        if (bytes == 0) {
            throw new InputException(source.title() + ": the file is empty; expected records of " + format.recordBytes() + " bytes");
        }
        if (rest != 0) {
            throw new InputException("%s: record %d is truncated (found %d of %d bytes); copy the file again, or check that it has the CIFAR-10 binary layout"
                    .formatted(source.title(), records, rest, format.recordBytes()));
        }
        return records;
    }

    private Scanned read(Source source, int first, RecordFormat format, Configuration hadoop) {
        int records = (int) (source.bytes() / format.recordBytes());
        byte[] record = new byte[format.recordBytes()];
        MessageDigest whole = Sha256.digest();
        MessageDigest pixels = Sha256.digest();
        try (InputStream in = source.open(hadoop)) {
            for (int r = 0; r < records; r++) {
                int found = in.readNBytes(record, 0, record.length);
                if (found < record.length) {
                    throw changedWhileReading(source);
                }
                whole.update(record);
                labels[first + r] = label(record, source, r, format);
                pixels.update(record, 1, record.length - 1);
                fingerprints[first + r] = ByteBuffer.wrap(pixels.digest()).getLong();
            }
            if (in.read() >= 0) {
                throw changedWhileReading(source);
            }
        } catch (FileNotFoundException e) {
            throw new InputException(source.title() + ": there is no such file", e);
        } catch (IOException e) {
            throw new InputException(source.title() + ": cannot be read: " + e.getMessage(), e);
        }
        return new Scanned(source, records, Sha256.hex(whole));
    }

    private static byte label(byte[] record, Source source, int r, RecordFormat format) {
        int label = record[0] & 0xff;
        if (label >= format.classes()) {
            throw new InputException("%s: record %d (counted from 0) has label %d; labels are 0 to %d. Check that the file has the CIFAR-10 binary layout"
                    .formatted(source.title(), r, label, format.classes() - 1));
        }
        return record[0];
    }

    private static InputException changedWhileReading(Source source) {
        return new InputException(source.title() + ": changed while it was read; run again when nothing writes to it");
    }
}
