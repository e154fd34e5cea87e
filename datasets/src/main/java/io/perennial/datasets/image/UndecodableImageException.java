package io.perennial.datasets.image;

import java.io.IOException;

/** Bytes that are no image this program can use. The message says why, as the end of a sentence about the file. */
public final class UndecodableImageException extends IOException {

    private static final long serialVersionUID = 1;

    public UndecodableImageException(String reason) {
        super(reason);
    }

    UndecodableImageException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
