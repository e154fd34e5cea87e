package io.perennial.datasets.corruption;

import io.perennial.datasets.random.Draws;

/** Every value becomes a mean of those around it. */
final class Blur {

    /** The authors draw discs of a radius up to 8 on a grid of that size; none here is larger than 2 with its edge. */
    private static final int REACH = 3;
    private static final int CUT = 4;

    private Blur() {
    }

    /** A disc whose edge was blurred over the nearest pixels; beyond the border the image is mirrored about its outermost pixels. */
    static Pixels defocus(Pixels image, double[] constants, Draws draws) {
        double[][] disc = blurred(disc(constants[0]), constants[1]);
        int height = image.shape().height();
        int width = image.shape().width();
        for (int c = 0; c < image.channels(); c++) {
            double[] sharp = image.values()[c].clone();
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    double sum = 0;
                    for (int dy = -REACH; dy <= REACH; dy++) {
                        for (int dx = -REACH; dx <= REACH; dx++) {
                            double weight = disc[REACH + dy][REACH + dx];
                            if (weight > 0) {
                                sum += weight * sharp[mirrored(y + dy, height) * width + mirrored(x + dx, width)];
                            }
                        }
                    }
                    image.values()[c][y * width + x] = sum;
                }
            }
        }
        return image;
    }

    private static double[][] disc(double radius) {
        double[][] disc = new double[2 * REACH + 1][2 * REACH + 1];
        int inside = 0;
        for (int pass = 0; pass < 2; pass++) {
            for (int dy = -REACH; dy <= REACH; dy++) {
                for (int dx = -REACH; dx <= REACH; dx++) {
                    if (dy * dy + dx * dx <= radius * radius) {
                        disc[REACH + dy][REACH + dx] = pass == 0 ? 0 : 1.0 / inside;
                        inside += pass == 0 ? 1 : 0;
                    }
                }
            }
        }
        return disc;
    }

    /** Over three by three pixels. */
    private static double[][] blurred(double[][] disc, double deviation) {
        double[] weights = weights(1, deviation);
        double[][] blurred = new double[disc.length][disc.length];
        for (int y = 1; y < disc.length - 1; y++) {
            for (int x = 1; x < disc.length - 1; x++) {
                for (int dy = -1; dy <= 1; dy++) {
                    for (int dx = -1; dx <= 1; dx++) {
                        blurred[y][x] += weights[1 + dy] * weights[1 + dx] * disc[y + dy][x + dx];
                    }
                }
            }
        }
        return blurred;
    }

    /** Cut off at four standard deviations; beyond the border the outermost pixel goes on. */
    static Pixels gaussian(Pixels image, double[] constants, Draws draws) {
        int reach = (int) (CUT * constants[0] + 0.5);
        double[] weights = weights(reach, constants[0]);
        int height = image.shape().height();
        int width = image.shape().width();
        for (double[] channel : image.values()) {
            double[] across = new double[channel.length];
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    for (int d = -reach; d <= reach; d++) {
                        across[y * width + x] += weights[reach + d] * channel[y * width + within(x + d, width)];
                    }
                }
            }
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    double sum = 0;
                    for (int d = -reach; d <= reach; d++) {
                        sum += weights[reach + d] * across[within(y + d, height) * width + x];
                    }
                    channel[y * width + x] = sum;
                }
            }
        }
        return image;
    }

    private static double[] weights(int reach, double deviation) {
        double[] weights = new double[2 * reach + 1];
        double sum = 0;
        for (int d = -reach; d <= reach; d++) {
            weights[reach + d] = StrictMath.exp(-d * d / (2 * deviation * deviation));
            sum += weights[reach + d];
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] /= sum;
        }
        return weights;
    }

    private static int mirrored(int i, int size) {
        int inside = i < 0 ? -i : i >= size ? 2 * (size - 1) - i : i;
        return within(inside, size);
    }

    private static int within(int i, int size) {
        return Math.max(0, Math.min(size - 1, i));
    }
}
