package io.perennial.worker.training;

/** One batch on the heap, filled again and again. */
final class Batch {

    final float[] features;
    final float[] labels;
    /** 1 for a token and 0 for padding; null for examples that are never padded. */
    final float[] mask;
    /** 1 for a token whose label counts, where these are not all tokens; otherwise null. */
    final float[] labelMask;
    /** Fingerprints of the examples, where the builder was asked for them. */
    final long[] keys;
    int size;
    /** Tokens of the longest text. */
    int longest;
    /** Tokens that each text takes up after {@link #cut}; 0 before it, when they are as many as the network takes. */
    int cut;
    /** Tokens that have a label which counts. */
    int tokens;

    /**
     * @param capacity   examples
     * @param width      numbers of one example's features
     * @param labelWidth numbers of one example's labels
     * @param maskWidth  numbers of one example's mask; 0 for no mask
     * @param labelMaskWidth numbers of one example's mask of labels; 0 for none of its own
     */
    Batch(int capacity, int width, int labelWidth, int maskWidth, int labelMaskWidth) {
        features = new float[Math.multiplyExact(capacity, width)];
        labels = new float[Math.multiplyExact(capacity, labelWidth)];
        keys = new long[capacity];
        mask = maskWidth == 0 ? null : new float[Math.multiplyExact(capacity, maskWidth)];
        labelMask = labelMaskWidth == 0 ? null : new float[Math.multiplyExact(capacity, labelMaskWidth)];
    }

    void clear() {
        size = 0;
        longest = 0;
        cut = 0;
        tokens = 0;
    }

    /**
     * Leaves out the padding that all texts have in common.
     *
     * @param rows  of features that each text has, of a number a token
     * @param width tokens that each takes up now
     */
    void cut(int rows, int width) {
        cut = longest;
        shorten(features, size * rows, width);
        shorten(mask, size, width);
        if (labelMask != null) {
            shorten(labelMask, size, width);
        }
    }

    /** The same for labels of each token. */
    void cutLabels(int classes, int width) {
        shorten(labels, size * classes, width);
    }

    private void shorten(float[] rows, int count, int width) {
        for (int row = 1; row < count; row++) {
            System.arraycopy(rows, row * width, rows, row * longest, longest);
        }
    }
}
