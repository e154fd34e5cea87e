package io.perennial.datasets;

/**
 * A {@link Normalization} as a table: one float for each channel and pixel value, so the inner loop of making a batch is one look-up
 * per pixel. Built once per task; immutable.
 */
public final class PixelScale {

    private static final int VALUES = 256;

    private final float[][] tables;

    public PixelScale(Normalization normalization) {
        float[] mean = normalization.mean();
        float[] deviation = normalization.deviation();
        tables = new float[mean.length][VALUES];
        for (int c = 0; c < mean.length; c++) {
            for (int value = 0; value < VALUES; value++) {
                tables[c][value] = (value / 255f - mean[c]) / deviation[c];
            }
        }
    }

    public int channels() {
        return tables.length;
    }

    /** The network input for a pixel of {@code channel}; {@code pixel} is an unsigned byte. */
    public float scaled(int channel, byte pixel) {
        return tables[channel][pixel & 0xff];
    }

    /** Writes {@code count} pixels of one channel, {@code pixels[from..]}, as floats to {@code target[offset..]}. */
    public void scale(int channel, byte[] pixels, int from, int count, float[] target, int offset) {
        float[] table = tables[channel];
        for (int i = 0; i < count; i++) {
            target[offset + i] = table[pixels[from + i] & 0xff];
        }
    }
}
