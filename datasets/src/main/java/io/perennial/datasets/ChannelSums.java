package io.perennial.datasets;

import java.io.Serializable;

/**
 * Sums of pixels and of their squares by channel: whole numbers, so the order in which parts are added does not matter. Vectors have no
 * channels, so nothing is summed of them, and they are not normalized. Not thread-safe.
 */
public final class ChannelSums implements Serializable {

    private static final long serialVersionUID = 1;
    private static final double WHITE = 255;

    private final long[] sums;
    private final long[] squares;
    private final int plane;
    private long pixels;

    public ChannelSums(InputShape shape) {
        int channels = shape instanceof ImageShape image ? image.channels() : 0;
        sums = new long[channels];
        squares = new long[channels];
        plane = channels == 0 ? 0 : shape.bytes() / channels;
    }

    /** Adds an image: unsigned bytes by channel, from {@code image[offset]} on. */
    public void add(byte[] image, int offset) {
        for (int c = 0; c < sums.length; c++) {
            long sum = 0;
            long square = 0;
            for (int i = offset + c * plane, end = i + plane; i < end; i++) {
                int value = image[i] & 0xff;
                sum += value;
                square += (long) value * value;
            }
            sums[c] += sum;
            squares[c] += square;
        }
        pixels += plane;
    }

    /** Adds those of other images with the same channels. */
    public void add(ChannelSums other) {
        for (int c = 0; c < sums.length; c++) {
            sums[c] += other.sums[c];
            squares[c] += other.squares[c];
        }
        pixels += other.pixels;
    }

    /** Mean and deviation by channel of pixels scaled to 0..1. Where all are equal the deviation is 1, so that it can be divided by. */
    public Normalization normalization() {
        float[] mean = new float[sums.length];
        float[] deviation = new float[sums.length];
        for (int c = 0; c < sums.length; c++) {
            double m = (double) sums[c] / pixels;
            double variance = Math.max(0, (double) squares[c] / pixels - m * m);
            mean[c] = (float) (m / WHITE);
            deviation[c] = variance < 1e-6 ? 1 : (float) (Math.sqrt(variance) / WHITE);
        }
        return new Normalization(mean, deviation);
    }
}
