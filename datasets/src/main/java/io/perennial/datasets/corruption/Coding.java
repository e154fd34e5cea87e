package io.perennial.datasets.corruption;

import io.perennial.datasets.image.DecodedImage;
import io.perennial.datasets.image.ImageDecoder;
import io.perennial.datasets.random.Draws;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** What storing an image in fewer bytes does to it. */
final class Coding {

    /** Other encoders on the class path may round differently, so only the platform's own is used. */
    private static final String PLATFORM = "com.sun.imageio.";
    private static final double OF_PERCENT = 100;

    private Coding() {
    }

    /** Made smaller and large again, first across and then down; a pixel of the result is the mean of those whose centres lie in its box. */
    static Pixels pixelated(Pixels image, double[] constants, Draws draws) {
        int height = image.shape().height();
        int width = image.shape().width();
        int fewerRows = Math.max(1, (int) (height * constants[0]));
        int fewerColumns = Math.max(1, (int) (width * constants[0]));
        for (int c = 0; c < image.channels(); c++) {
            int[] levels = new int[image.size()];
            for (int p = 0; p < levels.length; p++) {
                levels[p] = image.level(c, p);
            }
            int[] small = across(across(levels, height, width, fewerColumns, 1, width), fewerColumns, height, fewerRows, fewerColumns, 1);
            int[] large = across(across(small, fewerRows, fewerColumns, width, 1, fewerColumns), width, fewerRows, height, width, 1);
            for (int p = 0; p < large.length; p++) {
                image.values()[c][p] = Pixels.value(large[p]);
            }
        }
        return image;
    }

    /**
     * Resizes one axis.
     *
     * @param lines of the other axis
     * @param from  pixels of a line
     * @param to    pixels of a line of the result
     * @param step  from a pixel of a line to the next: 1 for rows, whose lines follow one another; else that of columns
     * @param next  from a line to the next
     */
    private static int[] across(int[] levels, int lines, int from, int to, int step, int next) {
        int[] resized = new int[lines * to];
        double scale = (double) from / to;
        double reach = Math.max(scale, 1) / 2;
        for (int i = 0; i < to; i++) {
            double centre = (i + 0.5) * scale;
            int first = Math.max(0, (int) (centre - reach + 0.5));
            int end = Math.max(first + 1, Math.min(from, (int) (centre + reach + 0.5)));
            for (int line = 0; line < lines; line++) {
                int sum = 0;
                for (int k = first; k < end; k++) {
                    sum += levels[line * next + k * step];
                }
                int at = step == 1 ? line * to + i : i * lines + line;
                resized[at] = (int) ((double) sum / (end - first) + 0.5);
            }
        }
        return resized;
    }

    static Pixels jpeg(Pixels image, double[] constants, Draws draws) {
        int height = image.shape().height();
        int width = image.shape().width();
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int p = 0; p < image.size(); p++) {
            picture.setRGB(p % width, p / width, image.level(0, p) << 16 | image.level(1, p) << 8 | image.level(2, p));
        }
        try {
            DecodedImage decoded = ImageDecoder.decode(encoded(picture, (float) (constants[0] / OF_PERCENT)));
            for (int c = 0; c < image.channels(); c++) {
                for (int p = 0; p < image.size(); p++) {
                    image.values()[c][p] = Pixels.value(decoded.rgb()[c * image.size() + p] & 0xff);
                }
            }
            return image;
        } catch (IOException e) {
            // In memory, and by the decoder's own platform.
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] encoded(BufferedImage picture, float quality) throws IOException {
        ImageWriter writer = writer();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            // Scales the standard's tables as the quality of the Independent JPEG Group's library does.
            param.setCompressionQuality(quality);
            writer.write(null, new IIOImage(picture, null, null), param);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static ImageWriter writer() {
        for (Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName("jpeg"); writers.hasNext(); ) {
            ImageWriter writer = writers.next();
            if (writer.getClass().getName().startsWith(PLATFORM)) {
                return writer;
            }
        }
        throw new IllegalStateException("this Java platform has no encoder for jpeg (module java.desktop)");
    }
}
