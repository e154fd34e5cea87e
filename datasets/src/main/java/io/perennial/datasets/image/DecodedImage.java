package io.perennial.datasets.image;

import io.perennial.datasets.ImageShape;

/**
 * An image in colour.
 *
 * @param height rows
 * @param width  columns
 * @param rgb    unsigned bytes by channel (red, green, blue), row, column; not copied
 */
public record DecodedImage(int height, int width, byte[] rgb) {

    private static final int COLOURS = 3;

    /**
     * This image as an example of a data set: stretched to the shape's height and width, and made grey (ITU-R BT.601 luma) if the shape has
     * one channel.
     *
     * @param shape of 1 or 3 channels
     * @return unsigned bytes by channel, row, column
     */
    public byte[] fit(ImageShape shape) {
        if (shape.channels() != 1 && shape.channels() != COLOURS) {
            throw new IllegalArgumentException("images have 1 or 3 channels, not " + shape.channels());
        }
        byte[] planes = shape.channels() == 1 ? luma() : rgb;
        if (shape.height() == height && shape.width() == width) {
            return planes.clone();
        }
        Resampling columns = Resampling.of(width, shape.width());
        Resampling rows = Resampling.of(height, shape.height());
        byte[] fitted = new byte[shape.bytes()];
        for (int c = 0; c < shape.channels(); c++) {
            resample(planes, c * height * width, columns, rows, fitted, c * shape.height() * shape.width());
        }
        return fitted;
    }

    private void resample(byte[] from, int offset, Resampling columns, Resampling rows, byte[] to, int target) {
        double[] narrowed = new double[height * columns.size()];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < columns.size(); x++) {
                double sum = 0;
                for (int k = 0; k < columns.count(x); k++) {
                    sum += columns.weight(x, k) * (from[offset + y * width + columns.first(x) + k] & 0xff);
                }
                narrowed[y * columns.size() + x] = sum;
            }
        }
        for (int y = 0; y < rows.size(); y++) {
            for (int x = 0; x < columns.size(); x++) {
                double sum = 0;
                for (int k = 0; k < rows.count(y); k++) {
                    sum += rows.weight(y, k) * narrowed[(rows.first(y) + k) * columns.size() + x];
                }
                to[target + y * columns.size() + x] = (byte) Math.max(0, Math.min(255, (int) Math.floor(sum + 0.5)));
            }
        }
    }

    private byte[] luma() {
        int plane = height * width;
        byte[] grey = new byte[plane];
        for (int i = 0; i < plane; i++) {
            int sum = 299 * (rgb[i] & 0xff) + 587 * (rgb[plane + i] & 0xff) + 114 * (rgb[2 * plane + i] & 0xff);
            grey[i] = (byte) ((sum + 500) / 1000);
        }
        return grey;
    }
}
