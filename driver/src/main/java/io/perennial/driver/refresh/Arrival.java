package io.perennial.driver.refresh;

import io.perennial.datasets.Fingerprint;
import io.perennial.driver.registry.ArrivalId;
import io.perennial.driver.registry.VersionProvenance;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ObjIntConsumer;

/**
 * An arrival of which every record was read once.
 *
 * @param sha256       of its content
 * @param labels       the model's class of each record, or {@link RecordLayout#UNKNOWN} or {@link RecordLayout#UNREADABLE}
 * @param fingerprints of each record
 * @param fates        of each record; set by {@link Judge}
 */
record Arrival(ArrivalSource source, ArrivalSource.Records records, String sha256, int[] labels, long[] fingerprints, Fate[] fates) {

    private static final int FIRST_LENGTH = 1024;

    /** Reads all records. */
    static Arrival read(ArrivalSource source, ArrivalSource.Records records) throws IOException {
        Growing read = new Growing();
        String sha256 = records.each(read::add);
        return new Arrival(source, records, sha256, Arrays.copyOf(read.labels, read.size), Arrays.copyOf(read.fingerprints, read.size), new Fate[read.size]);
    }

    /** What is known of the records so far: a table does not say how many they are. */
    private static final class Growing {

        private final Fingerprint fingerprint = new Fingerprint();
        private int[] labels = new int[FIRST_LENGTH];
        private long[] fingerprints = new long[FIRST_LENGTH];
        private int size;

        void add(byte[] record, int label, int r) {
            if (r == labels.length) {
                labels = Arrays.copyOf(labels, Math.multiplyExact(2, r));
                fingerprints = Arrays.copyOf(fingerprints, 2 * r);
            }
            labels[r] = label;
            fingerprints[r] = label == RecordLayout.UNREADABLE ? 0 : fingerprint.of(record);
            size = r + 1;
        }
    }

    ArrivalId id() {
        return new ArrivalId(source.name(), sha256);
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
     * @throws IOException if the arrival is not what it was
     */
    void records(ObjIntConsumer<byte[]> consumer) throws IOException {
        String found;
        try {
            found = records.each((record, label, r) -> {
                record[0] = (byte) Math.max(0, labels[r]);
                consumer.accept(record, r);
            });
        } catch (UnusableArrivalException e) {
            throw new IOException(source.shown() + " " + e.getMessage() + " again; run the refresh again when nothing writes to it", e);
        }
        if (!found.equals(sha256)) {
            throw new IOException(source.shown() + " changed since it was read; run the refresh again when nothing writes to it");
        }
    }

    VersionProvenance.Consumed consumed() {
        Map<String, Long> skipped = new TreeMap<>();
        Arrays.stream(fates).filter(fate -> !fate.isUsed()).forEach(fate -> skipped.merge(fate.text(), 1L, Long::sum));
        return new VersionProvenance.Consumed(source.name(), sha256, source.bytes(), source.modified(), count(Fate.TRAINED), count(Fate.HELD_OUT), skipped);
    }
}
