package io.perennial.datasets.corruption;

import io.perennial.datasets.ImageShape;

/**
 * An image as numbers.
 *
 * @param values by channel, row, column, of 0..1
 */
record Pixels(ImageShape shape, double[][] values) {

    private static final int WHITE = 255;

    Pixels(byte[] pixels, ImageShape shape) {
        this(shape, new double[shape.channels()][shape.height() * shape.width()]);
        for (int c = 0; c < values.length; c++) {
            for (int p = 0; p < values[c].length; p++) {
                values[c][p] = (pixels[c * values[c].length + p] & 0xff) / (double) WHITE;
            }
        }
    }

    int channels() {
        return shape.channels();
    }

    /** Of a channel. */
    int size() {
        return shape.height() * shape.width();
    }

    /** What is beyond black or white becomes that; the rest is cut off, not rounded, as the authors' conversion to bytes does. */
    byte[] bytes() {
        byte[] bytes = new byte[shape.bytes()];
        for (int c = 0; c < channels(); c++) {
            for (int p = 0; p < size(); p++) {
                bytes[c * size() + p] = (byte) (int) (Math.max(0, Math.min(1, values[c][p])) * WHITE);
            }
        }
        return bytes;
    }

    /** A value as the byte that it was read from. */
    int level(int channel, int pixel) {
        return (int) Math.rint(values[channel][pixel] * WHITE);
    }

    /** A byte as a value that {@link #bytes} gives back. */
    static double value(int level) {
        double value = level / (double) WHITE;
        // Some come out a hair below the byte, and the rest is cut off.
        return (int) (value * WHITE) == level ? value : Math.nextUp(value);
    }
}
