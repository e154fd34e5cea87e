package io.perennial.worker.codec;

/**
 * A vector of slices cut into stretches that share a scale. A block never crosses the end of a slice: elements of two slices
 * differ in size by orders of magnitude.
 *
 * @param slices lengths of the slices
 * @param size   elements of a block, fewer in the last of a slice
 */
record Blocks(int[] slices, int size) {

    /** Work on one block: the elements from {@code from} to {@code to}. */
    interface Work {
        void on(int from, int to);
    }

    void forEach(Work work) {
        int start = 0;
        for (int length : slices) {
            for (int from = 0; from < length; from += size) {
                work.on(start + from, start + Math.min(length, from + size));
            }
            start += length;
        }
    }
}
