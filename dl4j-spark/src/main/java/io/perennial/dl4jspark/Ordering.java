package io.perennial.dl4jspark;

/** In which order a worker sees the examples of its shard. */
public enum Ordering {
    /** Every epoch in a fresh random order: a pure function of (seed, epoch, shard). */
    SHUFFLED,
    /** As they lie in the RDD. */
    AS_GIVEN
}
