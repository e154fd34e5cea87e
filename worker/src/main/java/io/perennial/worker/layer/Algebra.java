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

    /** {@code result[i] = sum over j of matrix[i, j]}: a product with ones, for ND4J's own sum takes six times as long. */
    static void sumColumns(INDArray matrix, INDArray result, INDArray ones) {
        multiply(matrix, ones.reshape(matrix.size(1), 1), result.reshape(matrix.size(0), 1));
    }

    /** {@code result[i, j] = matrix[i, j] - column[i]}. By libnd4j's operation: {@code Broadcast} over the first dimension takes ten times as long. */
    static void subtractColumn(INDArray matrix, INDArray column, INDArray result) {
        execute("subtract", matrix, column.reshape(matrix.size(0), 1), result);
    }

    /** {@code result[i, j] = matrix[i, j] column[i]}. */
    static void multiplyColumn(INDArray matrix, INDArray column, INDArray result) {
        execute("multiply", matrix, column.reshape(matrix.size(0), 1), result);
    }

    /** {@code result = a + b}, the last dimensions of {@code a} being those of {@code b}. */
    static void addToLast(INDArray a, INDArray b, INDArray result) {
        execute("add", a, b, result);
    }

    /**
     * Hyperbolic tangents, by oneDNN where it is: a sixth of what libnd4j's own sigmoid takes, from which they differ in rounding alone
     * ({@code sigmoid(2 x) = tanh(x) / 2 + 1 / 2}).
     */
    static void tanh(INDArray values, INDArray result) {
        Nd4j.exec(new DynamicCustomOp("tanh", new INDArray[] {values}, new INDArray[] {result}));
    }

    /** Softmax over the last of three dimensions; oneDNN takes a quarter of the time if it does not write where it reads. */
    static void softmax(INDArray values, INDArray result) {
        DynamicCustomOp operation = new DynamicCustomOp("softmax", new INDArray[] {values}, new INDArray[] {result});
        operation.addIArgument(2);
        Nd4j.exec(operation);
    }

    private static void execute(String name, INDArray a, INDArray b, INDArray result) {
        Nd4j.exec(new DynamicCustomOp(name, new INDArray[] {a, b}, new INDArray[] {result}));
    }

    private static void product(INDArray a, INDArray b, INDArray result, int transposeA, int transposeB) {
        DynamicCustomOp operation = new DynamicCustomOp("matmul", new INDArray[] {a, b}, new INDArray[] {result});
        operation.addIArgument(transposeA, transposeB);
        Nd4j.exec(operation);
    }
}
