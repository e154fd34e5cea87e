package io.perennial.driver.refresh;

import io.perennial.checksum.Sha256;
import io.perennial.datasets.Fingerprint;
import io.perennial.driver.registry.ArrivalId;
import io.perennial.driver.registry.VersionProvenance;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ObjIntConsumer;
import org.apache.hadoop.conf.Configuration;

/**
 * An arrival of which every record was read once.
 *
 * @param sha256       of the file
 * @param labels       the model's class of each record, or {@link RecordLayout#UNKNOWN}
 * @param fingerprints of each record
 * @param fates        of each record; set by {@link Judge}
 */
record Arrival(ArrivalFile file, RecordLayout layout, String sha256, int[] labels, long[] fingerprints, Fate[] fates) {

    /**
     * Reads a file.
     *
     * @param layout how; the file is whole records of that length
     */
    static Arrival read(ArrivalFile file, RecordLayout layout, Configuration hadoop) throws IOException {
        int records = Math.toIntExact(file.bytes() / layout.recordBytes());
        int[] labels = new int[records];
        long[] fingerprints = new long[records];
        Fingerprint fingerprint = new Fingerprint();
        String sha256 = each(file, layout, hadoop, (record, r) -> {
            labels[r] = layout.labels()[record[0] & 0xff];
            fingerprints[r] = fingerprint.of(record);
        });
        return new Arrival(file, layout, sha256, labels, fingerprints, new Fate[records]);
    }

    ArrivalId id() {
        return new ArrivalId(file.name(), sha256);
    }

    int size() {
        return labels.length;
    }

    long count(Fate fate) {
        return Arrays.stream(fates).filter(fate::equals).count();
    }

    /**
     * Reads the records once more, each with the label that the model knows it by.
     *
     * @throws IOException if the file is not what it was
     */
    void records(Configuration hadoop, ObjIntConsumer<byte[]> consumer) throws IOException {
        String found;
        try {
            found = each(file, layout, hadoop, (record, r) -> {
                record[0] = (byte) Math.max(0, labels[r]);
                consumer.accept(record, r);
            });
        } catch (UnusableArrivalException e) {
            throw new IOException(file.path() + " " + e.getMessage() + " again; run the refresh again when nothing writes to it", e);
        }
        if (!found.equals(sha256)) {
            throw new IOException(file.path() + " changed since it was read; run the refresh again when nothing writes to it");
        }
    }

    private static String each(ArrivalFile file, RecordLayout layout, Configuration hadoop, ObjIntConsumer<byte[]> consumer) throws IOException {
        byte[] record = new byte[layout.recordBytes()];
        MessageDigest digest = Sha256.digest();
        int records = Math.toIntExact(file.bytes() / layout.recordBytes());
        try (InputStream in = file.path().getFileSystem(hadoop).open(file.path())) {
            for (int r = 0; r < records; r++) {
                if (in.readNBytes(record, 0, record.length) < record.length) {
                    throw new UnusableArrivalException("became shorter while it was read");
                }
                digest.update(record);
                consumer.accept(record, r);
            }
            if (in.read() >= 0) {
                throw new UnusableArrivalException("became longer while it was read");
            }
        } catch (FileNotFoundException gone) {
            throw new UnusableArrivalException("went away while it was read");
        }
        return Sha256.hex(digest);
    }

    VersionProvenance.Consumed consumed() {
        Map<String, Long> skipped = new TreeMap<>();
        Arrays.stream(fates).filter(fate -> !fate.isUsed()).forEach(fate -> skipped.merge(fate.text(), 1L, Long::sum));
        return new VersionProvenance.Consumed(file.name(), sha256, file.bytes(), file.modified(), count(Fate.TRAINED), count(Fate.HELD_OUT), skipped);
    }
}
