package io.perennial.worker.layer;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A vector of ones of any length, for sums that are products. */
final class Ones {

    private final Scratch scratch;
    private final String name;
    private long filled;

    /** @param name of its array in the scratch, its own alone */
    Ones(Scratch scratch, String name) {
        this.scratch = scratch;
        this.name = name;
    }

    INDArray of(long length) {
        INDArray ones = scratch.array(name, length);
        if (length > filled) {
            ones.assign(1);
            filled = length;
        }
        return ones;
    }
}
