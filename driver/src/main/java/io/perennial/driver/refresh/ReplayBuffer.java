package io.perennial.driver.refresh;

import io.perennial.datasets.Fingerprint;
import io.perennial.errors.InputException;
import io.perennial.worker.random.Stream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A bounded sample of all examples consumed so far, dealt evenly over the classes: a class-balanced reservoir (Chrysakis and Moens,
 * "Online Continual Learning from Imbalanced Data", ICML 2020). Of each class it holds those with the lowest of random numbers that
 * follow from the seed and the pixels (bottom-k sampling), which is a uniform sample whatever the order in which examples came, and
 * the same one whenever it is made again.
 */
final class ReplayBuffer {

    private final int recordBytes;
    private final int capacity;
    private final long seed;
    private final Fingerprint fingerprint = new Fingerprint();
    private final List<TreeMap<Key, byte[]>> classes = new ArrayList<>();
    private int size;

    /** Orders the examples of a class by chance. */
    private record Key(long chance, long fingerprint) implements Comparable<Key> {

        @Override
        public int compareTo(Key other) {
            int byChance = Long.compare(chance, other.chance);
            return byChance != 0 ? byChance : Long.compare(fingerprint, other.fingerprint);
        }
    }

    /**
     * An empty buffer.
     *
     * @param beside bytes that are kept elsewhere for each example
     * @param bytes  largest size
     * @throws InputException if not one record fits
     */
    ReplayBuffer(int recordBytes, int beside, int classes, long bytes, long seed) {
        int each = recordBytes + beside;
        if (bytes < each) {
            throw new InputException("replay.bytes: found " + bytes + ", but one example has " + each + " bytes; give at least that for each class");
        }
        this.recordBytes = recordBytes;
        this.capacity = (int) Math.min(bytes / each, Integer.MAX_VALUE / recordBytes);
        this.seed = seed;
        for (int c = 0; c < classes; c++) {
            this.classes.add(new TreeMap<>());
        }
    }

    /** Offers all records of another buffer, one after another. */
    void offerAll(byte[] records) {
        for (int offset = 0; offset < records.length; offset += recordBytes) {
            offer(java.util.Arrays.copyOfRange(records, offset, offset + recordBytes));
        }
    }

    /**
     * Offers an example.
     *
     * @param record a label byte, then the pixels; not copied, so the caller gives it up
     */
    void offer(byte[] record) {
        long print = fingerprint.of(record);
        TreeMap<Key, byte[]> own = classes.get(record[0] & 0xff);
        if (own.put(new Key(Stream.key(seed, "replay buffer", print), print), record) == null) {
            size++;
        }
        if (size > capacity) {
            largest().pollLastEntry();
            size--;
        }
    }

    /** Of classes of one size the last. */
    private TreeMap<Key, byte[]> largest() {
        TreeMap<Key, byte[]> largest = classes.get(0);
        for (TreeMap<Key, byte[]> one : classes) {
            largest = one.size() >= largest.size() ? one : largest;
        }
        return largest;
    }

    int size() {
        return size;
    }

    /** All records one after another, by class and then by chance. */
    byte[] records() {
        byte[] all = new byte[size * recordBytes];
        int offset = 0;
        for (TreeMap<Key, byte[]> one : classes) {
            for (byte[] record : one.values()) {
                System.arraycopy(record, 0, all, offset, recordBytes);
                offset += recordBytes;
            }
        }
        return all;
    }

    Map<String, Long> examplesPerClass(List<String> names) {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (int c = 0; c < classes.size(); c++) {
            counts.put(names.get(c), (long) classes.get(c).size());
        }
        return counts;
    }
}
