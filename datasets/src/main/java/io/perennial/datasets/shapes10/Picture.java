package io.perennial.datasets.shapes10;

import io.perennial.datasets.random.Draws;

/** One image: a figure on a background, with what makes it hard. */
final class Picture {

    private static final int SIDE = Shapes10.SIDE;
    private static final int CHANNELS = Shapes10.CHANNELS;
    private static final int PLANE = SIDE * SIDE;
    private static final int MIN_CONTRAST = 80;
    private static final int NOISE = 24;

    private final Figure figure;
    private final Draws draws;
    private final int[] background = new int[CHANNELS];
    private final int[] foreground = new int[CHANNELS];
    private final double[][] pixels = new double[CHANNELS][PLANE];

    Picture(Figure figure, Draws draws) {
        this.figure = figure;
        this.draws = draws;
    }

    void paint(byte[] target, int offset) {
        drawColours();
        paintBackground();
        paintSpots();
        paintFigure();
        write(target, offset);
    }

    private void drawColours() {
        do {
            for (int c = 0; c < CHANNELS; c++) {
                background[c] = 20 + draws.below(216);
                foreground[c] = 20 + draws.below(216);
            }
        } while (Math.abs(brightness(foreground) - brightness(background)) < MIN_CONTRAST);
    }

    private static int brightness(int[] colour) {
        return (colour[0] * 77 + colour[1] * 150 + colour[2] * 29) >> 8;
    }

    private void paintBackground() {
        double slopeX = draws.between(-0.8, 0.8);
        double slopeY = draws.between(-0.8, 0.8);
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                double light = slopeX * (x - SIDE / 2.0) + slopeY * (y - SIDE / 2.0);
                for (int c = 0; c < CHANNELS; c++) {
                    pixels[c][y * SIDE + x] = background[c] + light;
                }
            }
        }
    }

    /** Small discs of any colour: clutter that a figure may cover. */
    private void paintSpots() {
        int spots = draws.below(6);
        for (int s = 0; s < spots; s++) {
            double centreX = draws.between(0, SIDE);
            double centreY = draws.between(0, SIDE);
            double radius = draws.between(1, 2.8);
            int[] colour = {draws.below(256), draws.below(256), draws.below(256)};
            for (int y = 0; y < SIDE; y++) {
                for (int x = 0; x < SIDE; x++) {
                    double dx = x + 0.5 - centreX;
                    double dy = y + 0.5 - centreY;
                    if (dx * dx + dy * dy < radius * radius) {
                        for (int c = 0; c < CHANNELS; c++) {
                            pixels[c][y * SIDE + x] = 0.2 * pixels[c][y * SIDE + x] + 0.8 * colour[c];
                        }
                    }
                }
            }
        }
    }

    private void paintFigure() {
        double radius = draws.between(7.5, 13);
        double margin = figure.isPattern() ? radius * 0.7 : radius * 0.9;
        double centreX = draws.between(margin, SIDE - margin);
        double centreY = draws.between(margin, SIDE - margin);
        double tilt = figure.isPattern() ? 0.25 : 0.4;
        double angle = draws.between(-tilt, tilt);
        double phase = draws.between(0, 2);
        double cos = StrictMath.cos(angle) / radius;
        double sin = StrictMath.sin(angle) / radius;
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                int covered = 0;
                for (int sub = 0; sub < 4; sub++) {
                    double dx = x + 0.25 + 0.5 * (sub & 1) - centreX;
                    double dy = y + 0.25 + 0.5 * (sub >> 1) - centreY;
                    if (figure.covers(dx * cos + dy * sin, dy * cos - dx * sin, phase)) {
                        covered++;
                    }
                }
                if (covered > 0) {
                    double share = covered / 4.0;
                    for (int c = 0; c < CHANNELS; c++) {
                        pixels[c][y * SIDE + x] += share * (foreground[c] - pixels[c][y * SIDE + x]);
                    }
                }
            }
        }
    }

    private void write(byte[] target, int offset) {
        for (int c = 0; c < CHANNELS; c++) {
            for (int p = 0; p < PLANE; p++) {
                int value = (int) Math.floor(pixels[c][p] + 0.5) + draws.below(2 * NOISE + 1) - NOISE;
                target[offset + c * PLANE + p] = (byte) Math.max(0, Math.min(255, value));
            }
        }
    }
}
