package io.perennial.driver.drift;

import java.util.Arrays;

/**
 * The two-sample Kolmogorov-Smirnov test: the largest distance between the two samples' distribution functions, and the probability of
 * so large a one if both came from one distribution (Smirnov 1948; the asymptotic series with Stephens' correction for small samples, 1970).
 *
 * @param distance    0..1
 * @param probability 0..1
 */
record KolmogorovSmirnov(double distance, double probability) {

    private static final int TERMS = 100;
    /** Below it the series has no end, and the probability is 1 to seven digits. */
    private static final double SMALLEST = 0.3;

    static KolmogorovSmirnov of(double[] known, double[] fresh) {
        double[] a = known.clone();
        double[] b = fresh.clone();
        Arrays.sort(a);
        Arrays.sort(b);
        double distance = 0;
        int i = 0;
        int j = 0;
        while (i < a.length && j < b.length) {
            double value = Math.min(a[i], b[j]);
            while (i < a.length && a[i] == value) {
                i++;
            }
            while (j < b.length && b[j] == value) {
                j++;
            }
            distance = Math.max(distance, Math.abs((double) i / a.length - (double) j / b.length));
        }
        double root = Math.sqrt((double) a.length * b.length / (a.length + b.length));
        return new KolmogorovSmirnov(distance, probability((root + 0.12 + 0.11 / root) * distance));
    }

    private static double probability(double lambda) {
        if (lambda < SMALLEST) {
            return 1;
        }
        double sum = 0;
        for (int k = 1; k <= TERMS; k++) {
            sum += (k % 2 == 1 ? 2 : -2) * StrictMath.exp(-2.0 * k * k * lambda * lambda);
        }
        return Math.min(1, Math.max(0, sum));
    }
}
