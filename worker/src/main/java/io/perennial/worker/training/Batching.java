package io.perennial.worker.training;

/** Which examples of an epoch make a batch together. */
public enum Batching {
    /** Those that follow each other in the epoch's order; texts are padded to the length that the network takes. */
    AS_DRAWN,
    /** Texts of like length, padded to the longest of them only. */
    OF_LIKE_LENGTH
}
