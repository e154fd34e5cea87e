package io.perennial.datasets;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Turns a pixel byte into a network input: {@code (byte / 255 - mean[c]) / deviation[c]} for channel {@code c}.
 *
 * <p>Vectors have no channels, and are taken as they stand: both arrays are empty.
 *
 * @param mean      per channel, of pixels scaled to 0..1
 * @param deviation per channel, of pixels scaled to 0..1
 */
public record Normalization(float[] mean, float[] deviation) implements Serializable {

    /** Maps 0..1 to -1..1 in every channel, as the PyTorch CIFAR-10 tutorial does. */
    public static Normalization halves(int channels) {
        float[] half = new float[channels];
        Arrays.fill(half, 0.5f);
        return new Normalization(half, half.clone());
    }

    /** By the numbers, which a record would not do for arrays. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Normalization that && Arrays.equals(mean, that.mean) && Arrays.equals(deviation, that.deviation);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(mean) + Arrays.hashCode(deviation);
    }
}
