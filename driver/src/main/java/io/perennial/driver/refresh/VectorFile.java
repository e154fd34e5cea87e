package io.perennial.driver.refresh;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A number for each parameter, or each trainable one, as a file of a version: float32, little-endian, in the order of the model's layout. */
final class VectorFile {

    /** Of the trainable parameters. */
    static final String IMPORTANCE = "importance.bin";
    /** The parameters that training ended with, where the model serves an average. */
    static final String TRAINED = "trained.bin";

    private VectorFile() {
    }

    static byte[] bytes(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(vector.length, Float.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return bytes.array();
    }

    static float[] read(byte[] content) {
        float[] vector = new float[content.length / Float.BYTES];
        ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vector);
        return vector;
    }
}
