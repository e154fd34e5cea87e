package io.perennial.worker.continual;

import java.io.Serializable;
import java.util.Arrays;
import java.util.SortedMap;

/**
 * What a network said of examples at another time: a row of logits each, up to the constant that a softmax does not see.
 *
 * @param keys    {@linkplain io.perennial.datasets.Fingerprint fingerprints} of the examples, ascending
 * @param classes numbers of a row
 * @param rows    one after another, in the order of the keys; NaN for a class that the network did not know yet
 */
public record StoredOutputs(long[] keys, int classes, float[] rows) implements Serializable {

    public static final StoredOutputs NONE = new StoredOutputs(new long[0], 0, new float[0]);

    public StoredOutputs {
        if (rows.length != keys.length * classes) {
            throw new IllegalArgumentException(rows.length + " numbers for " + keys.length + " rows of " + classes);
        }
    }

    /** @param rows by key, each of {@code classes} numbers */
    public static StoredOutputs of(SortedMap<Long, float[]> rows, int classes) {
        long[] keys = rows.keySet().stream().mapToLong(Long::longValue).toArray();
        float[] all = new float[keys.length * classes];
        int next = 0;
        for (float[] row : rows.values()) {
            System.arraycopy(row, 0, all, classes * next++, classes);
        }
        return new StoredOutputs(keys, classes, all);
    }

    /** Where the row of an example starts in {@link #rows()}; negative if there is none. */
    public int find(long key) {
        int at = Arrays.binarySearch(keys, key);
        return at < 0 ? -1 : at * classes;
    }
}
