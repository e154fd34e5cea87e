package io.perennial.datasets;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/** Records as they came from their ranges: one block for each range, so that a shard may be larger than a Java array. Immutable. */
final class RecordBlocks implements Serializable {

    private static final long serialVersionUID = 1;

    private final int recordBytes;
    private final byte[][] blocks;
    /** For each block the number of its first example here; one more entry holds the size. */
    private final int[] starts;
    /** For each block the position of its first example in the split. */
    private final long[] ids;

    /**
     * @param blocks records, one after another; not copied, so the caller gives them up
     * @param firsts for each block the position of its first example in the split
     */
    RecordBlocks(int recordBytes, List<byte[]> blocks, long[] firsts) {
        this.recordBytes = recordBytes;
        this.blocks = blocks.toArray(byte[][]::new);
        this.ids = firsts;
        this.starts = new int[this.blocks.length + 1];
        for (int b = 0; b < this.blocks.length; b++) {
            starts[b + 1] = Math.addExact(starts[b], this.blocks[b].length / recordBytes);
        }
    }

    int size() {
        return starts[blocks.length];
    }

    int label(int i) {
        int block = block(i);
        return blocks[block][start(block, i)] & 0xff;
    }

    long id(int i) {
        int block = block(i);
        return ids[block] + (i - starts[block]);
    }

    /** Copies record {@code i} without its label. */
    void bytes(int i, byte[] target, int offset) {
        int block = block(i);
        System.arraycopy(blocks[block], start(block, i) + 1, target, offset, recordBytes - 1);
    }

    /** Number of the block that holds record {@code i}. */
    int block(int i) {
        if (i < 0 || i >= size()) {
            throw new IndexOutOfBoundsException("example " + i + " of " + size());
        }
        int found = Arrays.binarySearch(starts, i);
        return found >= 0 ? found : -found - 2;
    }

    /** A block itself, for reading only. */
    byte[] bytesOf(int block) {
        return blocks[block];
    }

    /** Where record {@code i}, its label first, starts in its block. */
    int start(int block, int i) {
        return (i - starts[block]) * recordBytes;
    }
}
