package io.perennial.worker.codec;

import io.perennial.worker.model.ParameterLayout.Segment;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/** How parameters travel down to the executors. What they decode is what the run continues from. */
public sealed interface ParameterCodec extends Serializable permits Fp32, CompressedParameters {

    /** Names of the vectors that the driver keeps, each as long as all parameters and zero at the start. A codec that loses nothing keeps none. */
    List<String> stateNames();

    /**
     * Encodes parameters as they are, not what changed in them: an executor needs nothing from before.
     *
     * @param state the vectors of {@link #stateNames()}, and maybe others; not changed
     */
    Encoded encodeParameters(float[] parameters, Map<String, float[]> state);

    /**
     * Decodes parameters.
     *
     * @param length number of parameters
     * @return a fresh array
     */
    float[] decodeParameters(byte[] encoded, int length);

    /** Bytes of encoded parameters at most, for a model of so many. */
    long maxParameterBytes(int parameters);

    /** The codec of a part of the vector, one of {@link Parts}: it decodes what {@link #part} takes out of a whole code. */
    ParameterCodec ofPart(Segment part);

    /** A part of encoded parameters: decoded, its elements are what those of the whole are. */
    byte[] part(byte[] encoded, Segment part);
}
