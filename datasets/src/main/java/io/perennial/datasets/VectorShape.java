package io.perennial.datasets;

/**
 * Shape of a vector of numbers, little-endian float32 each, which a network takes as they stand.
 *
 * @param features how many
 */
public record VectorShape(int features) implements InputShape {

    public VectorShape {
        if (features < 1 || features > MOST_NUMBERS) {
            throw new IllegalArgumentException("no usable length of vectors: " + features);
        }
    }

    @Override
    public int numbers() {
        return features;
    }

    @Override
    public int bytes() {
        return features * Float.BYTES;
    }

    @Override
    public long[] batch(int examples) {
        return new long[] {examples, features};
    }

    /** As messages name it: {@code vectors of 20 numbers}. */
    @Override
    public String toString() {
        return "vectors of " + features + " numbers";
    }
}
