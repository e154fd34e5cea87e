package io.perennial.worker.codec;

import java.io.Serializable;

/** How float32 vectors travel between driver and executors: parameters down, deltas up. */
public interface Codec extends Serializable {

    /** Name in the job file. */
    String name();

    /** @return a fresh array: what travels down, and what {@code bytes.down} in metrics counts */
    byte[] encodeParameters(float[] parameters);

    /**
     * @param length number of parameters
     * @return a fresh array
     */
    float[] decodeParameters(byte[] encoded, int length);

    /**
     * Encodes a delta: {@code end - start}, element by element.
     *
     * @return a fresh array: what travels up, and what {@code bytes.up} in metrics counts
     */
    byte[] encodeDelta(float[] start, float[] end);

    /**
     * Adds {@code weight * delta} to a sum, in double precision.
     *
     * @param start the parameters the delta was taken from
     */
    void addDelta(byte[] encoded, float[] start, double weight, double[] sum);
}
