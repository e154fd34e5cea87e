package io.perennial.datasets.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes JPEG and PNG with the decoders of the Java platform. Grey is repeated in the three channels, transparency is laid over white,
 * CMYK becomes RGB, and an image whose EXIF says how the camera was held is turned upright.
 */
public final class ImageDecoder {

    /** Beyond it an image is a mistake or an attack: 100 million pixels are 300 MB. */
    private static final long MOST_PIXELS = 100_000_000;
    /** Other decoders on the class path may round differently, so only the platform's own are used. */
    private static final String PLATFORM = "com.sun.imageio.";

    private ImageDecoder() {
    }

    /** Whether the bytes begin as a JPEG or PNG does. */
    public static boolean isEncoded(byte[] bytes) {
        return isJpeg(bytes) || isPng(bytes);
    }

    /**
     * Decodes an image.
     *
     * @throws UndecodableImageException if the bytes are neither JPEG nor PNG, are damaged or cut short, or hold an image that is too large
     */
    public static DecodedImage decode(byte[] bytes) throws UndecodableImageException {
        if (!isEncoded(bytes)) {
            throw new UndecodableImageException(bytes.length == 0 ? "is empty" : "is neither JPEG nor PNG");
        }
        if (isJpeg(bytes) && isCutShort(bytes)) {
            // The platform's decoder fills the rest with grey and says nothing.
            throw new UndecodableImageException("is cut short");
        }
        ImageReader reader = reader(isJpeg(bytes) ? "jpeg" : "png");
        // Not ImageIO.createImageInputStream: it would write a temporary file for each image.
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            reader.setInput(in, false, true);
            long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
            if (pixels > MOST_PIXELS) {
                throw new UndecodableImageException("has " + pixels + " pixels, at most " + MOST_PIXELS + " are read");
            }
            DecodedImage image = read(reader, bytes);
            return isJpeg(bytes) ? Orientation.upright(image, bytes) : image;
        } catch (UndecodableImageException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // Decoders answer some damage with IndexOutOfBounds and the like.
            throw new UndecodableImageException("does not decode (" + firstLine(e) + ")", e);
        } finally {
            reader.dispose();
        }
    }

    private static DecodedImage read(ImageReader reader, byte[] bytes) throws IOException {
        BufferedImage image = reader.read(0);
        if (image.getColorModel().getNumColorComponents() == 4) {
            // The platform takes all inks for inverted, which only those of Adobe's programs are.
            return Cmyk.rgb(reader.readRaster(0, null), bytes);
        }
        return rgb(image);
    }

    private static DecodedImage rgb(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        int plane = width * height;
        byte[] rgb = new byte[3 * plane];
        boolean grey = !(image.getColorModel() instanceof IndexColorModel) && image.getColorModel().getNumColorComponents() == 1;
        int[] row = new int[width];
        int[] alpha = new int[width];
        for (int y = 0; y < height; y++) {
            if (grey) {
                // getRGB would take the samples for linear light and brighten them.
                int shift = image.getColorModel().getComponentSize(0) - 8;
                image.getRaster().getSamples(0, y, width, 1, 0, row);
                boolean transparent = image.getRaster().getNumBands() > 1;
                if (transparent) {
                    image.getRaster().getSamples(0, y, width, 1, 1, alpha);
                }
                for (int x = 0; x < width; x++) {
                    byte value = over(row[x] >> shift, transparent ? alpha[x] >> shift : 255);
                    int at = y * width + x;
                    rgb[at] = value;
                    rgb[plane + at] = value;
                    rgb[2 * plane + at] = value;
                }
            } else {
                image.getRGB(0, y, width, 1, row, 0, width);
                for (int x = 0; x < width; x++) {
                    int at = y * width + x;
                    int opaque = row[x] >>> 24;
                    rgb[at] = over(row[x] >> 16 & 0xff, opaque);
                    rgb[plane + at] = over(row[x] >> 8 & 0xff, opaque);
                    rgb[2 * plane + at] = over(row[x] & 0xff, opaque);
                }
            }
        }
        return new DecodedImage(height, width, rgb);
    }

    /** A sample of this opacity over white. */
    private static byte over(int sample, int alpha) {
        return (byte) ((sample * alpha + 255 * (255 - alpha) + 127) / 255);
    }

    private static ImageReader reader(String format) {
        for (Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format); readers.hasNext(); ) {
            ImageReader reader = readers.next();
            if (reader.getClass().getName().startsWith(PLATFORM)) {
                return reader;
            }
        }
        throw new IllegalStateException("this Java platform has no decoder for " + format + " (module java.desktop)");
    }

    private static boolean isJpeg(byte[] bytes) {
        return bytes.length > 3 && bytes[0] == (byte) 0xff && bytes[1] == (byte) 0xd8 && bytes[2] == (byte) 0xff;
    }

    private static boolean isPng(byte[] bytes) {
        return bytes.length > 8 && bytes[0] == (byte) 0x89 && bytes[1] == 'P' && bytes[2] == 'N' && bytes[3] == 'G';
    }

    /** Whether no end marker follows the last scan. Within a scan neither marker can occur; a thumbnail's are before it. */
    private static boolean isCutShort(byte[] jpeg) {
        return lastMarker(jpeg, 0xd9) < lastMarker(jpeg, 0xda);
    }

    private static int lastMarker(byte[] jpeg, int marker) {
        for (int i = jpeg.length - 2; i >= 0; i--) {
            if (jpeg[i] == (byte) 0xff && jpeg[i + 1] == (byte) marker) {
                return i;
            }
        }
        return -1;
    }

    private static String firstLine(Exception e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return message.lines().findFirst().orElse(e.getClass().getSimpleName());
    }
}
