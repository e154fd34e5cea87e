package io.perennial.worker.layer;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Broadcast;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Layer normalization of rows (Ba et al. 2016): each to mean 0 and variance 1, then times a gain plus a bias. Of simple operations: libnd4j's
 * {@code layer_norm_bp} takes 20 times as long.
 */
final class LayerNorm {

    private static final double EPSILON = 1e-5;

    private final Scratch scratch;
    private final String name;
    private INDArray normalized;
    private INDArray inverseDeviation;

    /** @param name of its arrays in the scratch */
    LayerNorm(Scratch scratch, String name) {
        this.scratch = scratch;
        this.name = name;
    }

    /** @param input {@code [rows, width]}; not changed */
    void forward(INDArray input, INDArray gain, INDArray bias, INDArray result) {
        long rows = input.size(0);
        normalized = scratch.array(name + " normalized", input.shape());
        inverseDeviation = scratch.array(name + " deviation", rows);
        INDArray mean = scratch.array("row", rows);
        mean(input, mean);
        Broadcast.sub(input, mean, normalized, 0);
        normalized.mul(normalized, result);
        mean(result, inverseDeviation);
        inverseDeviation.addi(EPSILON);
        Transforms.sqrt(inverseDeviation, false);
        inverseDeviation.rdivi(1);
        Broadcast.mul(normalized, inverseDeviation, normalized, 0);
        Broadcast.mul(normalized, gain, result, 1);
        Broadcast.add(result, bias, result, 1);
    }

    /**
     * @param epsilon  gradient of the result; changed
     * @param ofInput  receives the gradient of the input
     * @param ones     as many as rows, at least
     */
    void backward(INDArray epsilon, INDArray gain, INDArray ofGain, INDArray ofBias, INDArray ofInput, INDArray ones) {
        long rows = epsilon.size(0);
        INDArray product = scratch.array("product", epsilon.shape());
        epsilon.mul(normalized, product);
        Algebra.sumRows(product, ofGain, ones);
        Algebra.sumRows(epsilon, ofBias, ones);
        Broadcast.mul(epsilon, gain, epsilon, 1);
        INDArray mean = scratch.array("row", rows);
        epsilon.mul(normalized, product);
        mean(product, mean);
        Broadcast.mul(normalized, mean, product, 0);
        mean(epsilon, mean);
        Broadcast.sub(epsilon, mean, ofInput, 0);
        ofInput.subi(product);
        Broadcast.mul(ofInput, inverseDeviation, ofInput, 0);
    }

    private static void mean(INDArray rows, INDArray result) {
        rows.mean(result, 1);
    }
}
