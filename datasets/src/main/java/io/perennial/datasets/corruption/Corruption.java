package io.perennial.datasets.corruption;

import io.perennial.datasets.ImageShape;
import io.perennial.datasets.random.Draws;
import java.util.Locale;

/**
 * Corruptions of small colour images, as Hendrycks and Dietterich define them for CIFAR-10-C ("Benchmarking Neural Network Robustness to Common
 * Corruptions and Perturbations", ICLR 2019), with the constants that they published for images of 32 by 32 pixels. Not there: glass and motion blur, zoom
 * blur, snow, frost, spatter and elastic transform.
 *
 * <p>A corrupted image is a pure function of the image, the severity and a key. The random numbers are not those of the authors, so the images are
 * drawn from the same distribution as CIFAR-10-C and are not the same ones.
 */
public enum Corruption {

    /** Standard deviation of what is added to each value of 0..1. */
    GAUSSIAN_NOISE(Noise::gaussian, new double[][] {{.04}, {.06}, {.08}, {.09}, {.10}}),
    /** Photons for a value of 1. */
    SHOT_NOISE(Noise::shot, new double[][] {{500}, {250}, {100}, {75}, {50}}),
    /** Share of the values that become black or white. */
    IMPULSE_NOISE(Noise::impulse, new double[][] {{.01}, {.02}, {.03}, {.05}, {.07}}),
    /** Standard deviation of what is added to each value, as a share of it. */
    SPECKLE_NOISE(Noise::speckle, new double[][] {{.06}, {.1}, {.12}, {.16}, {.2}}),
    /** Radius of a disc in pixels, and standard deviation of the blur of its edge. */
    DEFOCUS_BLUR(Blur::defocus, new double[][] {{.3, .4}, {.4, .5}, {.5, .6}, {1, .2}, {1.5, .1}}),
    /** Standard deviation in pixels. */
    GAUSSIAN_BLUR(Blur::gaussian, new double[][] {{.4}, {.6}, {.7}, {.8}, {1}}),
    /** Thickness, and how fast its detail fades from one scale to the next. */
    FOG(Fog::over, new double[][] {{.2, 3}, {.5, 3}, {.75, 2.5}, {1, 2}, {1.5, 1.75}}),
    /** What is added to a colour's value (HSV). */
    BRIGHTNESS(Colour::brighter, new double[][] {{.05}, {.1}, {.15}, {.2}, {.3}}),
    /** Share that is left of the distance from a channel's mean. */
    CONTRAST(Colour::flatter, new double[][] {{.75}, {.5}, {.4}, {.3}, {.15}}),
    /** Factor of a colour's saturation (HSV), and what is added to it. */
    SATURATE(Colour::saturated, new double[][] {{.3, 0}, {.1, 0}, {1.5, 0}, {2, .1}, {2.5, .2}}),
    /** Share of the rows and columns that are left. */
    PIXELATE(Coding::pixelated, new double[][] {{.95}, {.9}, {.85}, {.75}, {.65}}),
    /** Quality, 1 to 100. */
    JPEG_COMPRESSION(Coding::jpeg, new double[][] {{80}, {65}, {58}, {50}, {40}});

    public static final int SEVERITIES = 5;

    private static final int COLOURS = 3;

    private final Effect effect;
    private final double[][] constants;

    Corruption(Effect effect, double[][] constants) {
        this.effect = effect;
        this.constants = constants;
    }

    /** As messages name it: {@code gaussian noise}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /**
     * A corrupted copy of an image.
     *
     * @param pixels   unsigned bytes by channel (red, green, blue), row, column
     * @param shape    of three channels
     * @param severity 1 (hardly seen) to {@value #SEVERITIES}
     * @param key      decides what is random: a seed and what tells the image from others
     * @throws IllegalArgumentException if there is no such severity, or the image is not in colour or not of that shape
     */
    public byte[] of(byte[] pixels, ImageShape shape, int severity, long... key) {
        if (severity < 1 || severity > SEVERITIES) {
            throw new IllegalArgumentException("severity: found " + severity + ", expected 1 to " + SEVERITIES);
        }
        if (shape.channels() != COLOURS || pixels.length != shape.bytes()) {
            throw new IllegalArgumentException("found " + pixels.length + " bytes of " + shape + ", expected an image with " + COLOURS + " channels");
        }
        long[] all = new long[key.length + 2];
        System.arraycopy(key, 0, all, 0, key.length);
        all[key.length] = name().hashCode();
        all[key.length + 1] = severity;
        return effect.of(new Pixels(pixels, shape), constants[severity - 1], new Draws(all)).bytes();
    }
}
