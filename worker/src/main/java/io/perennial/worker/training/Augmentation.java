package io.perennial.worker.training;

import io.perennial.datasets.ImageShape;
import io.perennial.datasets.PixelScale;
import io.perennial.worker.random.Stream;
import java.io.Serializable;

/**
 * How a training image is changed before the network sees it: a pure function of (seed, epoch, example), whatever the shard, the
 * batch or the thread.
 *
 * @param crop   padding in pixels: the image is cut out again at a random place of its black-padded self; 0 leaves it in place
 * @param flip   whether half of the images are mirrored
 * @param cutout side of a square at a random place that is blanked to the normalisation's zero (DeVries and Taylor 2017), pixels; it
 *               may reach over the edge; 0 blanks nothing
 */
public record Augmentation(int crop, Flip flip, int cutout) implements Serializable {

    /** Leaves every image as it is. */
    public static final Augmentation NONE = new Augmentation(0, Flip.NONE, 0);

    /** Mirroring. */
    public enum Flip {
        NONE,
        /** Left and right change places in half of the images. */
        HORIZONTAL
    }

    public Augmentation {
        if (crop < 0 || cutout < 0) {
            throw new IllegalArgumentException("crop " + crop + " and cutout " + cutout + ": expected at least 0");
        }
    }

    /**
     * Writes one image as network input.
     *
     * @param pixels unsigned bytes by channel, row, column
     * @param id     of the example: its place in the split
     * @param target from {@code offset} on {@code shape.bytes()} floats are written
     */
    void write(byte[] pixels, ImageShape shape, PixelScale scale, long seed, long epoch, long id, float[] target, int offset) {
        Stream random = Stream.of(seed, "augmentation", epoch, id);
        int down = crop == 0 ? 0 : random.nextInt(2 * crop + 1) - crop;
        int right = crop == 0 ? 0 : random.nextInt(2 * crop + 1) - crop;
        boolean mirrored = flip == Flip.HORIZONTAL && random.nextInt(2) == 1;
        int top = cutout == 0 ? 0 : random.nextInt(shape.height()) - cutout / 2;
        int left = cutout == 0 ? 0 : random.nextInt(shape.width()) - cutout / 2;
        int height = shape.height();
        int width = shape.width();
        for (int channel = 0; channel < shape.channels(); channel++) {
            int plane = channel * height * width;
            float black = scale.scaled(channel, (byte) 0);
            for (int row = 0; row < height; row++) {
                int fromRow = row + down;
                for (int column = 0; column < width; column++) {
                    int fromColumn = (mirrored ? width - 1 - column : column) + right;
                    float value;
                    if (row >= top && row < top + cutout && column >= left && column < left + cutout) {
                        value = 0;
                    } else if (fromRow < 0 || fromRow >= height || fromColumn < 0 || fromColumn >= width) {
                        value = black;
                    } else {
                        value = scale.scaled(channel, pixels[plane + fromRow * width + fromColumn]);
                    }
                    target[offset + plane + row * width + column] = value;
                }
            }
        }
    }
}
