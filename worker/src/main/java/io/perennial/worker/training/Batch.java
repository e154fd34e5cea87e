package io.perennial.worker.training;

/** One batch on the heap, filled again and again. */
final class Batch {

    final float[] features;
    final float[] labels;
    /** Fingerprints of the examples, where the builder was asked for them. */
    final long[] keys;
    int size;

    /**
     * @param capacity examples
     * @param width    numbers of one example's features
     * @param classes  numbers of one example's label row
     */
    Batch(int capacity, int width, int classes) {
        features = new float[Math.multiplyExact(capacity, width)];
        keys = new long[capacity];
        labels = new float[Math.multiplyExact(capacity, classes)];
    }
}
