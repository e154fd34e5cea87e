package io.perennial.dl4jspark;

import io.perennial.worker.model.HeapArrays;
import java.io.Serializable;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * An array in Java's memory, in 'c' order: what a cached block holds in place of an INDArray, which Spark can neither measure nor keep
 * from being changed in place.
 *
 * @param shape  the first dimension counts examples
 * @param values not to be changed
 */
record HeapArray(long[] shape, float[] values) implements Serializable {

    /** The largest whole number up to which float32 holds all. */
    private static final double EXACT = 1 << 24;

    /**
     * Copies an array. Other types than FLOAT are cast, as the network itself would do.
     *
     * @throws IllegalArgumentException if it holds whole numbers that float32 does not
     */
    static HeapArray of(INDArray array) {
        if (!array.dataType().isFPType() && array.dataType() != DataType.BOOL && array.length() > 0
                && Math.max(Math.abs(array.maxNumber().doubleValue()), Math.abs(array.minNumber().doubleValue())) > EXACT) {
            throw new IllegalArgumentException("found an array of " + array.dataType() + " with numbers beyond " + (long) EXACT
                    + ", which float32 does not hold exactly; renumber them, or use ParameterAveragingTrainingMaster");
        }
        INDArray dense = (array.dataType() == DataType.FLOAT ? array : array.castTo(DataType.FLOAT)).dup('c');
        try {
            return new HeapArray(array.shape().clone(), HeapArrays.copy(dense));
        } finally {
            dense.close();
        }
    }

    int rows() {
        return Math.toIntExact(shape[0]);
    }

    /** Numbers of one example. */
    int width() {
        return rows() == 0 ? 0 : values.length / rows();
    }

    /** Whether an example of this array has the shape of one of another. */
    boolean rowsLike(HeapArray other) {
        return Arrays.equals(shape, 1, shape.length, other.shape, 1, other.shape.length);
    }

    /** Some of the examples, in the order asked for. */
    HeapArray select(int[] rows) {
        float[] selected = new float[Math.multiplyExact(rows.length, width())];
        for (int i = 0; i < rows.length; i++) {
            copyRow(rows[i], selected, i * width());
        }
        long[] selectedShape = shape.clone();
        selectedShape[0] = rows.length;
        return new HeapArray(selectedShape, selected);
    }

    void copyRow(int row, float[] target, int offset) {
        System.arraycopy(values, row * width(), target, offset, width());
    }

    /** A native copy, for the caller to close. */
    INDArray toNative() {
        INDArray array = Nd4j.createUninitialized(DataType.FLOAT, shape, 'c');
        HeapArrays.load(values, 0, array);
        return array;
    }
}
