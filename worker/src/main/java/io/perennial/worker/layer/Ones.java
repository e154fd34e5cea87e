package io.perennial.worker.layer;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A vector of ones of any length, for sums that are products. */
final class Ones {

    private final Scratch scratch;
    private long filled;

    Ones(Scratch scratch) {
        this.scratch = scratch;
    }

    INDArray of(long length) {
        INDArray ones = scratch.array("ones", length);
        if (length > filled) {
            ones.assign(1);
            filled = length;
        }
        return ones;
    }
}
