package io.perennial.worker.codec;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

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

    /** The codes of the blocks that lie between two elements; no block reaches over one of these. */
    byte[] part(ByteBuffer source, int from, int to, IntUnaryOperator bytes) {
        int[] code = {source.position(), -1, -1};
        forEach((first, end) -> {
            if (first >= from && end <= to && code[1] < 0) {
                code[1] = code[0];
            }
            code[0] += bytes.applyAsInt(end - first);
            if (end <= to) {
                code[2] = code[0];
            }
        });
        int base = source.arrayOffset();
        return code[1] < 0 ? new byte[0] : Arrays.copyOfRange(source.array(), base + code[1], base + code[2]);
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
