package io.perennial.worker.codec;

import java.io.Serializable;
import java.nio.ByteBuffer;

/**
 * A lossy code of a float32 vector that is made of slices laid end to end. Plain Java arithmetic in a fixed order, so bytes and
 * decoded values are the same on every machine. A vector with an element that is not a finite number decodes to one with such an
 * element: divergence is seen where it is looked for.
 */
public sealed interface Compressor extends Serializable permits Fp16, Int8, TopK, TwoBit {

    /**
     * Bytes of a code at most.
     *
     * @param slices lengths of the slices
     */
    long maxBytes(int[] slices);

    /** Writes the code of {@code values}. */
    void encode(float[] values, int[] slices, ByteBuffer target);

    /** Reads a code into {@code values}, which is zero before. */
    void decode(ByteBuffer source, int[] slices, float[] values);

    /**
     * Takes the code of a part out of a code: decoded with the lengths that the slices have within the part, its elements are what those of the whole are.
     *
     * @param source from its position to its limit; may be moved
     * @param from   first element of the part; in a slice that begins before it, a multiple of {@link Parts#ALIGNMENT} from there
     * @param to     first element after it, with the same proviso
     */
    byte[] part(ByteBuffer source, int[] slices, int from, int to);
}
