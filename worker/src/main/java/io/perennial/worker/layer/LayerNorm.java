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
    private final Ones ones;
    private INDArray normalized;
    private INDArray inverseDeviation;

    /** @param name of its arrays in the scratch */
    LayerNorm(Scratch scratch, String name) {
        this.scratch = scratch;
        this.name = name;
        this.ones = new Ones(scratch, name + " ones");
    }

    /** @param input {@code [rows, width]}; not changed */
    void forward(INDArray input, INDArray gain, INDArray bias, INDArray result) {
        long rows = input.size(0);
        normalized = scratch.array(name + " normalized", input.shape());
        inverseDeviation = scratch.array(name + " deviation", rows);
        INDArray mean = scratch.array("row", rows);
        mean(input, mean);
        Algebra.subtractColumn(input, mean, normalized);
        normalized.mul(normalized, result);
        mean(result, inverseDeviation);
        inverseDeviation.addi(EPSILON);
        Transforms.sqrt(inverseDeviation, false);
        inverseDeviation.rdivi(1);
        Algebra.multiplyColumn(normalized, inverseDeviation, normalized);
        Broadcast.mul(normalized, gain, result, 1);
        Broadcast.add(result, bias, result, 1);
    }

    /**
     * @param epsilon  gradient of the result; changed
     * @param ofInput  receives the gradient of the input
     * @param unit     as many ones as rows, at least
     */
    void backward(INDArray epsilon, INDArray gain, INDArray ofGain, INDArray ofBias, INDArray ofInput, INDArray unit) {
        long rows = epsilon.size(0);
        INDArray product = scratch.array("product", epsilon.shape());
        epsilon.mul(normalized, product);
        Algebra.sumRows(product, ofGain, unit);
        Algebra.sumRows(epsilon, ofBias, unit);
        Broadcast.mul(epsilon, gain, epsilon, 1);
        INDArray mean = scratch.array("row", rows);
        epsilon.mul(normalized, product);
        mean(product, mean);
        Algebra.multiplyColumn(normalized, mean, product);
        mean(epsilon, mean);
        Algebra.subtractColumn(epsilon, mean, ofInput);
        ofInput.subi(product);
        Algebra.multiplyColumn(ofInput, inverseDeviation, ofInput);
    }

    private void mean(INDArray rows, INDArray result) {
        Algebra.sumColumns(rows, result, ones.of(rows.size(1)));
        result.divi(rows.size(1));
    }
}
