package io.perennial.datasets;

import java.io.Serializable;

/** Shape of an image: channels, then rows, then columns, one unsigned byte each. */
public record ImageShape(int channels, int height, int width) implements Serializable {

    /** Bytes of one image. */
    public int bytes() {
        return channels * height * width;
    }
}
