package io.perennial.worker.codec;

import io.perennial.worker.model.ParameterLayout.Segment;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/** How a worker's delta travels up to the driver. */
public sealed interface DeltaCodec extends Serializable permits Fp32, CompressedDelta {

    /** Names of the vectors that a worker keeps in its replica, each as long as the trainable parameters and zero at the start. */
    List<String> stateNames();

    /**
     * Encodes a delta: {@code end - start}, element by element.
     *
     * @param state the vectors of {@link #stateNames()}, and maybe others; not changed
     */
    Encoded encodeDelta(float[] start, float[] end, Map<String, float[]> state);

    /**
     * Adds {@code weight * delta} to a sum, in double precision.
     *
     * @param start the parameters the delta was taken from
     */
    void addDelta(byte[] encoded, float[] start, double weight, double[] sum);

    /** Bytes of an encoded delta at most, for a model of so many parameters. */
    long maxDeltaBytes(int parameters);

    /** The codec of a part of the vector, one of {@link Parts}: it decodes what {@link #part} takes out of a whole code. */
    DeltaCodec ofPart(Segment part);

    /** A part of an encoded delta: decoded, its elements are what those of the whole are. */
    byte[] part(byte[] encoded, Segment part);
}
