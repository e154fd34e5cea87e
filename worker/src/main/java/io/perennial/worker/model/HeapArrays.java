package io.perennial.worker.model;

import java.util.Objects;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Copies between ND4J's native float32 arrays and Java's. In bulk: ND4J's own conversions go element by element. The arrays
 * must be dense vectors or in 'c' order. Lengths are checked here: JavaCPP would read and write past the end of a Java array.
 */
public final class HeapArrays {

    private HeapArrays() {
    }

    /** A fresh Java array with the elements of {@code source}. */
    public static float[] copy(INDArray source) {
        float[] target = new float[Math.toIntExact(source.length())];
        copy(source, target, 0);
        return target;
    }

    /** Copies all of {@code source} to {@code target}, from {@code offset} on. */
    public static void copy(INDArray source, float[] target, int offset) {
        Objects.checkFromIndexSize(offset, Math.toIntExact(source.length()), target.length);
        Nd4j.getAffinityManager().ensureLocation(source, AffinityManager.Location.HOST);
        pointer(source).get(target, offset, Math.toIntExact(source.length()));
    }

    /** Fills all of {@code target} from {@code source}, from {@code offset} on. */
    public static void load(float[] source, int offset, INDArray target) {
        Objects.checkFromIndexSize(offset, Math.toIntExact(target.length()), source.length);
        pointer(target).put(source, offset, Math.toIntExact(target.length()));
        Nd4j.getAffinityManager().tagLocation(target, AffinityManager.Location.HOST);
    }

    private static FloatPointer pointer(INDArray array) {
        if (array.dataType() != DataType.FLOAT) {
            throw new IllegalArgumentException("found an array of " + array.dataType() + ", expected FLOAT");
        }
        return new FloatPointer(array.data().addressPointer());
    }
}
