package io.perennial.datasets.corruption;

import io.perennial.datasets.random.Draws;

/** A cloud drawn as a plasma fractal (diamond-square; Fournier, Fussell and Carpenter 1982) that wraps around. */
final class Fog {

    private static final double ROUGHNESS = 100;

    private Fog() {
    }

    static Pixels over(Pixels image, double[] constants, Draws draws) {
        int height = image.shape().height();
        int width = image.shape().width();
        int side = Integer.highestOneBit(2 * Math.max(2, Math.max(height, width)) - 1);
        double[][] cloud = cloud(side, constants[1], draws);
        double brightest = 0;
        for (double[] channel : image.values()) {
            for (double value : channel) {
                brightest = Math.max(brightest, value);
            }
        }
        double light = brightest == 0 ? 0 : brightest / (brightest + constants[0]);
        for (double[] channel : image.values()) {
            for (int p = 0; p < channel.length; p++) {
                channel[p] = (channel[p] + constants[0] * cloud[p / width][p % width]) * light;
            }
        }
        return image;
    }

    /** Of 0..1, both included. */
    private static double[][] cloud(int side, double decay, Draws draws) {
        double[][] map = new double[side][side];
        double rough = ROUGHNESS;
        for (int step = side; step >= 2; step /= 2) {
            int half = step / 2;
            for (int y = half; y < side; y += step) {
                for (int x = half; x < side; x += step) {
                    map[y][x] = drawn(at(map, y - half, x - half) + at(map, y - half, x + half) + at(map, y + half, x - half) + at(map, y + half, x + half), rough, draws);
                }
            }
            for (int y = 0; y < side; y += half) {
                for (int x = (y + half) % step; x < side; x += step) {
                    map[y][x] = drawn(at(map, y - half, x) + at(map, y + half, x) + at(map, y, x - half) + at(map, y, x + half), rough, draws);
                }
            }
            rough /= decay;
        }
        return scaled(map);
    }

    private static double at(double[][] map, int y, int x) {
        return map[Math.floorMod(y, map.length)][Math.floorMod(x, map.length)];
    }

    private static double drawn(double sumOfFour, double rough, Draws draws) {
        return sumOfFour / 4 + rough * draws.between(-rough, rough);
    }

    private static double[][] scaled(double[][] map) {
        double least = Double.MAX_VALUE;
        double most = -Double.MAX_VALUE;
        for (double[] row : map) {
            for (double value : row) {
                least = Math.min(least, value);
                most = Math.max(most, value);
            }
        }
        for (double[] row : map) {
            for (int x = 0; x < row.length; x++) {
                row[x] = (row[x] - least) / (most - least);
            }
        }
        return map;
    }
}
