package io.perennial.datasets.corruption;

import io.perennial.datasets.random.Draws;
import java.util.Arrays;

/** Every value is drawn anew, by itself. */
final class Noise {

    private static final int LEVELS = 256;
    /** Beyond the mean of a Poisson distribution by so many standard deviations there is nothing in a double. */
    private static final int FAR = 10;

    private Noise() {
    }

    static Pixels gaussian(Pixels image, double[] constants, Draws draws) {
        return each(image, value -> value + constants[0] * draws.gaussian());
    }

    static Pixels speckle(Pixels image, double[] constants, Draws draws) {
        return each(image, value -> value + value * constants[0] * draws.gaussian());
    }

    static Pixels impulse(Pixels image, double[] constants, Draws draws) {
        return each(image, value -> draws.between(0, 1) < constants[0] ? draws.flip() ? 1 : 0 : value);
    }

    static Pixels shot(Pixels image, double[] constants, Draws draws) {
        double[][] photons = new double[LEVELS][];
        for (int c = 0; c < image.channels(); c++) {
            for (int p = 0; p < image.size(); p++) {
                int level = image.level(c, p);
                if (photons[level] == null) {
                    photons[level] = poisson(image.values()[c][p] * constants[0]);
                }
                image.values()[c][p] = drawn(photons[level], draws.between(0, 1)) / constants[0];
            }
        }
        return image;
    }

    /** How probable at most so many are. */
    private static double[] poisson(double mean) {
        double[] cumulative = new double[(int) (mean + FAR * Math.sqrt(mean)) + FAR];
        double probability = StrictMath.exp(-mean);
        double sum = 0;
        for (int k = 0; k < cumulative.length; k++) {
            sum += probability;
            cumulative[k] = sum;
            probability *= mean / (k + 1);
        }
        return cumulative;
    }

    private static int drawn(double[] cumulative, double chance) {
        int found = Arrays.binarySearch(cumulative, chance);
        return Math.min(cumulative.length - 1, found < 0 ? -found - 1 : found);
    }

    private interface Change {
        double of(double value);
    }

    private static Pixels each(Pixels image, Change change) {
        for (double[] channel : image.values()) {
            for (int p = 0; p < channel.length; p++) {
                channel[p] = change.of(channel[p]);
            }
        }
        return image;
    }
}
