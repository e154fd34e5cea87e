package io.perennial.driver.drift;

import io.perennial.worker.random.Stream;
import java.util.Arrays;

/**
 * Maximum mean discrepancy of two samples, squared and unbiased (Gretton et al., "A Kernel Two-Sample Test", JMLR 2012, equation 3), with the
 * Gaussian kernel {@code exp(-|x - y|^2 / m)}, where m is the median of the squared distances between points of both samples (section 8
 * there). The probability of so large a one is that among random splits of all points in two.
 *
 * @param squared     0 or a little below it for samples of one distribution, at most 2
 * @param probability 0..1, in steps of 1 / 201
 */
record MeanDiscrepancy(double squared, double probability) {

    private static final int SPLITS = 200;

    /**
     * @param known points of one length, at least two
     * @param fresh as many numbers each, at least two
     * @param seed  of the splits
     */
    static MeanDiscrepancy of(float[][] known, float[][] fresh, long seed) {
        int n = known.length + fresh.length;
        float[][] points = Arrays.copyOf(known, n);
        System.arraycopy(fresh, 0, points, known.length, fresh.length);
        double[][] kernel = kernel(points);
        int[] order = new int[n];
        Arrays.setAll(order, i -> i);
        double squared = squared(kernel, order, known.length);
        int asLarge = 0;
        for (int split = 0; split < SPLITS; split++) {
            asLarge += squared(kernel, Stream.of(seed, "two-sample test", split).permutation(n), known.length) >= squared ? 1 : 0;
        }
        return new MeanDiscrepancy(squared, (asLarge + 1.0) / (SPLITS + 1));
    }

    private static double[][] kernel(float[][] points) {
        int n = points.length;
        double[][] kernel = new double[n][n];
        double[] distances = new double[n * (n - 1) / 2];
        int next = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                double sum = 0;
                for (int k = 0; k < points[i].length; k++) {
                    double difference = (double) points[i][k] - points[j][k];
                    sum += difference * difference;
                }
                kernel[i][j] = sum;
                distances[next++] = sum;
            }
        }
        Arrays.sort(distances);
        double median = distances[distances.length / 2];
        // Where most points are the same one, any width tells the others from them.
        double width = median > 0 ? median : 1;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                kernel[i][j] = StrictMath.exp(-kernel[i][j] / width);
                kernel[j][i] = kernel[i][j];
            }
        }
        return kernel;
    }

    /** Of the first {@code m} points in an order against the others. */
    private static double squared(double[][] kernel, int[] order, int m) {
        int n = order.length - m;
        boolean[] first = new boolean[order.length];
        for (int i = 0; i < m; i++) {
            first[order[i]] = true;
        }
        double within = 0;
        double between = 0;
        double others = 0;
        for (int i = 0; i < order.length; i++) {
            for (int j = 0; j < i; j++) {
                if (first[i] != first[j]) {
                    between += kernel[i][j];
                } else if (first[i]) {
                    within += kernel[i][j];
                } else {
                    others += kernel[i][j];
                }
            }
        }
        return 2 * within / ((double) m * (m - 1)) + 2 * others / ((double) n * (n - 1)) - 2 * between / ((double) m * n);
    }
}
