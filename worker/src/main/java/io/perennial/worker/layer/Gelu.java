package io.perennial.worker.layer;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sigmoid;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The Gaussian error linear unit as {@code x sigmoid(1.702 x)} (Hendrycks and Gimpel 2016, section 2). Its derivative comes from the kept sigmoid:
 * libnd4j's own takes ten times as long, and the forms with tanh and erf more.
 */
final class Gelu {

    private static final double SLOPE = 1.702;

    private final Scratch scratch;
    private INDArray input;
    private INDArray sigmoid;

    Gelu(Scratch scratch) {
        this.scratch = scratch;
    }

    /** @param values kept until {@link #backward}, not changed */
    INDArray forward(INDArray values) {
        input = values;
        sigmoid = scratch.array("sigmoid", values.shape());
        values.mul(SLOPE, sigmoid);
        Nd4j.exec(new Sigmoid(sigmoid, sigmoid));
        return values.mul(sigmoid, scratch.array("activated", values.shape()));
    }

    /** Makes the gradient of the output that of the input, in place. */
    void backward(INDArray epsilon) {
        INDArray factor = scratch.array("gelu factor", epsilon.shape());
        sigmoid.rsub(1, factor);
        factor.muli(input);
        factor.muli(SLOPE);
        factor.addi(1);
        factor.muli(sigmoid);
        epsilon.muli(factor);
    }
}
