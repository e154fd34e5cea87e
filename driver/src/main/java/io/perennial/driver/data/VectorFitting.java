package io.perennial.driver.data;

import io.perennial.datasets.VectorShape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Vectors as little-endian float32 already: checks them.
 *
 * @param shape of every vector
 */
public record VectorFitting(VectorShape shape) implements Fitting {

    @Override
    public byte[] fit(byte[] bytes) throws BadExampleException {
        if (bytes == null) {
            throw new BadExampleException("is null");
        }
        if (bytes.length != shape.bytes()) {
            throw new BadExampleException("has " + bytes.length / Float.BYTES + " numbers, expected " + shape.features());
        }
        FloatBuffer numbers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        for (int i = 0; i < shape.features(); i++) {
            if (!Float.isFinite(numbers.get(i))) {
                throw new BadExampleException("holds " + numbers.get(i) + " at " + i + ", expected finite numbers");
            }
        }
        return bytes;
    }
}
