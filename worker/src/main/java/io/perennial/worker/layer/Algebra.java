package io.perennial.worker.layer;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Broadcast;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Products written into arrays in 'c' order that are there already. {@code INDArray.mmul} makes a new array in 'f' order, which every operation
 * after it pays for.
 */
final class Algebra {

    private Algebra() {
    }

    /** {@code result = a b}, over the last two dimensions. */
    static void multiply(INDArray a, INDArray b, INDArray result) {
        product(a, b, result, 0, 0);
    }

    /** {@code result = a^T b}. */
    static void multiplyTransposedLeft(INDArray a, INDArray b, INDArray result) {
        product(a, b, result, 1, 0);
    }

    /** {@code result = a b^T}. */
    static void multiplyTransposedRight(INDArray a, INDArray b, INDArray result) {
        product(a, b, result, 0, 1);
    }

    /** {@code result = input weights + bias}: a dense layer. */
    static void affine(INDArray input, INDArray weights, INDArray bias, INDArray result) {
        multiply(input, weights, result);
        Broadcast.add(result, bias, result, 1);
    }

    /**
     * Gradients of a dense layer's weights and bias. The bias's sum over the rows is a product with ones: ND4J's own sum over the first
     * dimension is ten times slower.
     *
     * @param ones at least as many as the input has rows
     */
    static void affineGradient(INDArray input, INDArray epsilon, INDArray ofWeights, INDArray ofBias, INDArray ones) {
        multiplyTransposedLeft(input, epsilon, ofWeights);
        sumRows(epsilon, ofBias, ones);
    }

    /** {@code result[j] = sum over i of matrix[i, j]}. */
    static void sumRows(INDArray matrix, INDArray result, INDArray ones) {
        multiply(ones.reshape(1, matrix.size(0)), matrix, result.reshape(1, matrix.size(1)));
    }

    private static void product(INDArray a, INDArray b, INDArray result, int transposeA, int transposeB) {
        DynamicCustomOp operation = new DynamicCustomOp("matmul", new INDArray[] {a, b}, new INDArray[] {result});
        operation.addIArgument(transposeA, transposeB);
        Nd4j.exec(operation);
    }
}
