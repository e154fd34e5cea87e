package io.perennial.driver.refresh;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The importance of each trainable parameter as a file of a version: float32, little-endian, in the order of the model's layout. */
final class ImportanceFile {

    static final String NAME = "importance.bin";

    private ImportanceFile() {
    }

    static byte[] bytes(float[] importance) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(importance.length, Float.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(importance);
        return bytes.array();
    }

    static float[] read(byte[] content) {
        float[] importance = new float[content.length / Float.BYTES];
        ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(importance);
        return importance;
    }
}
