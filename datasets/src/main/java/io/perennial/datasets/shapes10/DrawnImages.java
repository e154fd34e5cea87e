package io.perennial.datasets.shapes10;

import java.lang.ref.SoftReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongFunction;

/**
 * The images of a split that this JVM has drawn: a driver that is its own executor would draw each at least twice, and every run again. They go when memory runs
 * short.
 */
final class DrawnImages {

    private record Key(long seed, long split) {
    }

    private static final Map<Key, SoftReference<DrawnImages>> KEPT = new ConcurrentHashMap<>();

    private final AtomicReferenceArray<byte[]> records;

    private DrawnImages(int size) {
        this.records = new AtomicReferenceArray<>(size);
    }

    /** @param size images of the split that are kept, from number 0 */
    static DrawnImages of(long seed, long split, int size) {
        DrawnImages[] found = new DrawnImages[1];
        KEPT.compute(new Key(seed, split), (key, kept) -> {
            found[0] = kept == null ? null : kept.get();
            if (found[0] != null) {
                return kept;
            }
            found[0] = new DrawnImages(size);
            return new SoftReference<>(found[0]);
        });
        return found[0];
    }

    /** The record of an image, which nobody may write to. Two threads may draw it at once: the same. */
    byte[] get(long index, LongFunction<byte[]> draw) {
        if (index >= records.length()) {
            return draw.apply(index);
        }
        byte[] record = records.get((int) index);
        if (record == null) {
            record = draw.apply(index);
            records.set((int) index, record);
        }
        return record;
    }
}
