package io.perennial.datasets.shapes10;

import io.perennial.datasets.random.Draws;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Ten classes of figures and patterns in small colour images, drawn from a seed: a data set that needs no download. A linear model
 * cannot tell the classes apart, a small convolutional network learns to within seconds.
 *
 * <p>An image is a pure function of seed, split and number, the same on every machine: only exact arithmetic is used. Colours, sign
 * of the contrast, place, size, light, noise and small distracting spots are drawn without regard to the class.
 */
public final class Shapes10 {

    public static final String NAME = "shapes10";
    /** Goes up whenever the images change. */
    public static final int VERSION = 1;
    public static final long DEFAULT_SEED = 10;
    public static final int TRAIN_EXAMPLES = 8_000;
    public static final int TEST_EXAMPLES = 2_000;
    public static final int CHANNELS = 3;
    public static final int SIDE = 32;
    /** One label byte, then the pixels by channel, row, column. */
    public static final int RECORD_BYTES = 1 + CHANNELS * SIDE * SIDE;

    private static final Figure[] FIGURES = Figure.values();
    /** In the order of the labels. */
    public static final List<String> CLASSES =
            Arrays.stream(FIGURES).map(figure -> figure.name().toLowerCase(Locale.ROOT)).toList();

    private final long seed;
    private final long split;
    private final DrawnImages drawn;

    /** @param split {@code train} or {@code test} */
    public Shapes10(long seed, String split) {
        this.seed = seed;
        this.split = switch (split) {
            case "train" -> 1;
            case "test" -> 2;
            default -> throw new IllegalArgumentException("shapes10 has the splits train and test, not " + split);
        };
        this.drawn = DrawnImages.of(seed, this.split, split.equals("train") ? TRAIN_EXAMPLES : TEST_EXAMPLES);
    }

    /** Writes the record of image {@code index}, {@value #RECORD_BYTES} bytes, to {@code target[offset..]}. */
    public void draw(long index, byte[] target, int offset) {
        System.arraycopy(drawn.get(index, this::record), 0, target, offset, RECORD_BYTES);
    }

    private byte[] record(long index) {
        byte[] record = new byte[RECORD_BYTES];
        int label = label(index);
        record[0] = (byte) label;
        new Picture(FIGURES[label], new Draws(seed, split, index)).paint(record, 1);
        return record;
    }

    /** Every ten consecutive images hold each class once, in an order of their own. */
    private int label(long index) {
        int[] order = new int[FIGURES.length];
        Draws draws = new Draws(seed, -split, index / order.length);
        for (int i = 0; i < order.length; i++) {
            int j = draws.below(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order[(int) (index % order.length)];
    }
}
