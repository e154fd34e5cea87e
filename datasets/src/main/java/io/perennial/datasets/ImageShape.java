package io.perennial.datasets;

/** Shape of an image: channels, then rows, then columns, one unsigned byte each. */
public record ImageShape(int channels, int height, int width) implements InputShape {

    public ImageShape {
        if (channels < 1 || height < 1 || width < 1 || (double) channels * height * width > MOST_NUMBERS) {
            throw new IllegalArgumentException("no usable shape of images: " + channels + " channels of " + height + "x" + width);
        }
    }

    @Override
    public int numbers() {
        return channels * height * width;
    }

    @Override
    public int bytes() {
        return numbers();
    }

    @Override
    public long[] batch(int examples) {
        return new long[] {examples, channels, height, width};
    }

    /** As messages name it: {@code images of 3x32x32}. */
    @Override
    public String toString() {
        return "images of " + channels + "x" + height + "x" + width;
    }
}
