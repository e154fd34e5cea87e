package io.perennial.datasets.corruption;

import io.perennial.datasets.random.Draws;

/** Light and colours. */
final class Colour {

    private static final int SECTORS = 6;

    private Colour() {
    }

    static Pixels brighter(Pixels image, double[] constants, Draws draws) {
        return each(image, hsv -> hsv[2] = clamped(hsv[2] + constants[0]));
    }

    static Pixels saturated(Pixels image, double[] constants, Draws draws) {
        return each(image, hsv -> hsv[1] = clamped(hsv[1] * constants[0] + constants[1]));
    }

    static Pixels flatter(Pixels image, double[] constants, Draws draws) {
        for (double[] channel : image.values()) {
            double sum = 0;
            for (double value : channel) {
                sum += value;
            }
            double mean = sum / channel.length;
            for (int p = 0; p < channel.length; p++) {
                channel[p] = (channel[p] - mean) * constants[0] + mean;
            }
        }
        return image;
    }

    private interface Change {
        /** @param hsv hue, saturation, value, each of 0..1 */
        void to(double[] hsv);
    }

    private static Pixels each(Pixels image, Change change) {
        double[][] rgb = image.values();
        for (int p = 0; p < image.size(); p++) {
            double[] hsv = hsv(rgb[0][p], rgb[1][p], rgb[2][p]);
            change.to(hsv);
            put(hsv, rgb, p);
        }
        return image;
    }

    /** Smith, "Color gamut transform pairs", SIGGRAPH 1978. */
    private static double[] hsv(double red, double green, double blue) {
        double value = Math.max(red, Math.max(green, blue));
        double range = value - Math.min(red, Math.min(green, blue));
        if (range == 0) {
            return new double[] {0, 0, value};
        }
        double sector;
        if (value == red) {
            sector = (green - blue) / range;
        } else if (value == green) {
            sector = 2 + (blue - red) / range;
        } else {
            sector = 4 + (red - green) / range;
        }
        double hue = sector / SECTORS;
        return new double[] {hue < 0 ? hue + 1 : hue, range / value, value};
    }

    private static void put(double[] hsv, double[][] rgb, int p) {
        double scaled = hsv[0] * SECTORS;
        int sector = (int) scaled;
        double rest = scaled - sector;
        double value = hsv[2];
        double low = value * (1 - hsv[1]);
        double falling = value * (1 - rest * hsv[1]);
        double rising = value * (1 - (1 - rest) * hsv[1]);
        double[] colour = switch (sector % SECTORS) {
            case 0 -> new double[] {value, rising, low};
            case 1 -> new double[] {falling, value, low};
            case 2 -> new double[] {low, value, rising};
            case 3 -> new double[] {low, falling, value};
            case 4 -> new double[] {rising, low, value};
            default -> new double[] {value, low, falling};
        };
        for (int c = 0; c < colour.length; c++) {
            rgb[c][p] = colour[c];
        }
    }

    private static double clamped(double value) {
        return Math.max(0, Math.min(1, value));
    }
}
