package io.perennial.datasets;

import java.io.Serializable;

/**
 * Examples held as compact primitive arrays on the heap: what a shard's cached block contains. Immutable once built, so one
 * cached copy serves every task that reads it.
 */
public interface Examples extends Serializable {

    /** Number of examples. */
    int size();

    /** Class of example {@code i}, {@code 0 <= i < size()}. */
    int label(int i);

    /** Position of example {@code i} in its whole split: its identity, the same for every sharding. */
    long id(int i);
}
