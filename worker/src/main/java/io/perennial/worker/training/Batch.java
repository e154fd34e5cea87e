package io.perennial.worker.training;

/** One batch on the heap, filled again and again. */
final class Batch {

    final float[] features;
    final float[] labels;
    /** 1 for a token and 0 for padding; null for examples that are never padded. */
    final float[] mask;
    /** Fingerprints of the examples, where the builder was asked for them. */
    final long[] keys;
    int size;
    /** Tokens that are not padding. */
    int tokens;

    /**
     * @param capacity   examples
     * @param width      numbers of one example's features
     * @param labelWidth numbers of one example's labels
     * @param maskWidth  numbers of one example's mask; 0 for no mask
     */
    Batch(int capacity, int width, int labelWidth, int maskWidth) {
        features = new float[Math.multiplyExact(capacity, width)];
        labels = new float[Math.multiplyExact(capacity, labelWidth)];
        keys = new long[capacity];
        mask = maskWidth == 0 ? null : new float[Math.multiplyExact(capacity, maskWidth)];
    }

    void clear() {
        size = 0;
        tokens = 0;
    }
}
