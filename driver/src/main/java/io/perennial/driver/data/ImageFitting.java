package io.perennial.driver.data;

import io.perennial.datasets.ImageShape;
import io.perennial.datasets.image.DecodedImage;
import io.perennial.datasets.image.ImageDecoder;
import io.perennial.datasets.image.UndecodableImageException;
import java.io.IOException;
import java.io.Serializable;

/**
 * How bytes that were found become the pixels of an example.
 *
 * @param shape   of the example
 * @param resizes what happens to an image of another size
 * @param raw     whether bytes that are neither JPEG nor PNG are pixels as they stand
 */
public record ImageFitting(ImageShape shape, Resizes resizes, Raw raw) implements Serializable {

    public enum Resizes { YES, NO }

    public enum Raw { ALLOWED, BAD }

    /** An image has another size, and is not to be resized. The message is its size. */
    public static final class OtherSizeException extends IOException {
        private static final long serialVersionUID = 1;

        OtherSizeException(String size) {
            super(size);
        }
    }

    /**
     * Pixels by channel, row, column.
     *
     * @param bytes as they were found; null is an image that is missing
     */
    public byte[] fit(byte[] bytes) throws UndecodableImageException, OtherSizeException {
        if (bytes == null) {
            throw new UndecodableImageException("is null");
        }
        if (raw == Raw.ALLOWED && !ImageDecoder.isEncoded(bytes)) {
            if (bytes.length != shape.bytes()) {
                throw new UndecodableImageException("is neither JPEG nor PNG, nor " + shape.bytes() + " raw pixels (found " + bytes.length + " bytes)");
            }
            return bytes;
        }
        DecodedImage decoded = ImageDecoder.decode(bytes);
        if (resizes == Resizes.NO && (decoded.height() != shape.height() || decoded.width() != shape.width())) {
            throw new OtherSizeException(decoded.height() + "x" + decoded.width());
        }
        return decoded.fit(shape);
    }
}
