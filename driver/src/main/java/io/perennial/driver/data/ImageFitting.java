package io.perennial.driver.data;

import io.perennial.datasets.ImageShape;
import io.perennial.datasets.image.DecodedImage;
import io.perennial.datasets.image.ImageDecoder;
import io.perennial.datasets.image.UndecodableImageException;
import java.util.List;
import java.util.Optional;

/**
 * How images become pixels by channel, row, column.
 *
 * @param shape   of the example
 * @param resizes what happens to an image of another size
 * @param raw     whether bytes that are neither JPEG nor PNG are pixels as they stand
 */
public record ImageFitting(ImageShape shape, Resizes resizes, Raw raw) implements Fitting {

    public enum Resizes { YES, NO }

    public enum Raw { ALLOWED, BAD }

    /** An image has another size, and is not to be resized. */
    public static final class OtherSizeException extends BadExampleException {
        private static final long serialVersionUID = 1;

        OtherSizeException(DecodedImage found, ImageShape others) {
            super("is " + found.height() + "x" + found.width() + ", others are " + others.height() + "x" + others.width());
        }
    }

    /**
     * For images that all have one size, that of the first which decodes.
     *
     * @param samples some of them; null where there are no bytes
     * @return empty if none of the samples decodes
     */
    public static Optional<ImageFitting> asFirstOf(List<byte[]> samples, int channels) {
        for (byte[] sample : samples) {
            try {
                DecodedImage decoded = ImageDecoder.decode(sample == null ? new byte[0] : sample);
                return Optional.of(new ImageFitting(new ImageShape(channels, decoded.height(), decoded.width()), Resizes.NO, Raw.BAD));
            } catch (UndecodableImageException bad) {
                // The next one may tell.
                continue;
            }
        }
        return Optional.empty();
    }

    @Override
    public byte[] fit(byte[] bytes) throws BadExampleException {
        if (bytes == null) {
            throw new BadExampleException("is null");
        }
        if (raw == Raw.ALLOWED && !ImageDecoder.isEncoded(bytes)) {
            if (bytes.length != shape.bytes()) {
                throw new BadExampleException("is neither JPEG nor PNG, nor " + shape.bytes() + " raw pixels (found " + bytes.length + " bytes)");
            }
            return bytes;
        }
        return decode(bytes).fit(shape);
    }

    private DecodedImage decode(byte[] bytes) throws BadExampleException {
        DecodedImage decoded;
        try {
            decoded = ImageDecoder.decode(bytes);
        } catch (UndecodableImageException e) {
            throw new BadExampleException(e);
        }
        if (resizes == Resizes.NO && (decoded.height() != shape.height() || decoded.width() != shape.width())) {
            throw new OtherSizeException(decoded, shape);
        }
        return decoded;
    }
}
