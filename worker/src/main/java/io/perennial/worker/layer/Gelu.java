package io.perennial.worker.layer;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The Gaussian error linear unit as {@code x sigmoid(1.702 x)} (Hendrycks and Gimpel 2016, section 2). Its derivative comes from what is kept:
 * libnd4j's own takes ten times as long.
 */
final class Gelu {

    private static final double SLOPE = 1.702;

    private final Scratch scratch;
    private INDArray sigmoid;
    private INDArray activated;

    Gelu(Scratch scratch) {
        this.scratch = scratch;
    }

    /**
     * @param values not changed
     * @return kept until {@link #backward}
     */
    INDArray forward(INDArray values) {
        sigmoid = scratch.array("sigmoid", values.shape());
        activated = scratch.array("activated", values.shape());
        values.mul(SLOPE / 2, activated);
        Algebra.tanh(activated, sigmoid);
        sigmoid.muli(0.5);
        sigmoid.addi(0.5);
        return values.mul(sigmoid, activated);
    }

    /** Makes the gradient of the output that of the input, in place. */
    void backward(INDArray epsilon) {
        INDArray factor = scratch.array("gelu factor", epsilon.shape());
        sigmoid.rsub(1, factor);
        factor.muli(activated);
        factor.muli(SLOPE);
        factor.addi(sigmoid);
        epsilon.muli(factor);
    }
}
