package io.perennial.worker.model;

import java.io.Serializable;

/**
 * One named stretch of the flat parameter vector.
 *
 * @param layer     name of the layer, or its number where it has none
 * @param parameter name within the layer ({@code W}, {@code b}, ...)
 * @param offset    first element in the flat vector
 * @param length    number of elements
 * @param shape     shape of the parameter
 * @param kind      what may change it
 */
public record Slice(String layer, String parameter, int offset, int length, long[] shape, Kind kind) implements Serializable {

    /** What may change a slice. */
    public enum Kind {
        /** Changed by the inner optimizer. */
        TRAINABLE,
        /** A running statistic (batch norm): replaced by the forward pass, averaged plainly. */
        STATISTIC,
        /** Never changed. */
        FROZEN
    }

    /** {@code layer/parameter}: the name arrays are matched by. */
    public String name() {
        return layer + "/" + parameter;
    }

    public int end() {
        return offset + length;
    }
}
