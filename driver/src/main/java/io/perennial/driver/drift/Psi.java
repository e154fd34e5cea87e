package io.perennial.driver.drift;

import java.util.Arrays;

/**
 * Population stability index: {@code sum over bins of (p - q) * ln(p / q)}, with p the share of the new values in a bin and q that of the
 * known ones (Siddiqi, "Credit Risk Scorecards", 2006; Kullback and Leibler's J divergence of the two histograms). Ten bins by the known
 * values' deciles. A bin's share is {@code (count + 0.5) / (all + 0.5 * bins)}, so an empty bin gives a large number and not an infinite one.
 */
final class Psi {

    private static final int BINS = 10;
    private static final double PRIOR = 0.5;

    private Psi() {
    }

    /**
     * @param known at least one value
     * @param fresh at least one value
     */
    static double of(double[] known, double[] fresh) {
        double[] edges = edges(known);
        int[] q = counts(known, edges);
        int[] p = counts(fresh, edges);
        double sum = 0;
        for (int bin = 0; bin < p.length; bin++) {
            double newShare = share(p[bin], fresh.length, p.length);
            double knownShare = share(q[bin], known.length, p.length);
            sum += (newShare - knownShare) * StrictMath.log(newShare / knownShare);
        }
        return sum;
    }

    /** Upper ends of all bins but the last; ascending, each once: values that come often can take several deciles. */
    private static double[] edges(double[] known) {
        double[] sorted = known.clone();
        Arrays.sort(sorted);
        double[] edges = new double[BINS - 1];
        for (int i = 1; i < BINS; i++) {
            edges[i - 1] = sorted[(int) ((long) i * sorted.length / BINS)];
        }
        return Arrays.stream(edges).distinct().toArray();
    }

    /** A value that equals an edge is in the bin above it. */
    private static int[] counts(double[] values, double[] edges) {
        int[] counts = new int[edges.length + 1];
        for (double value : values) {
            int at = Arrays.binarySearch(edges, value);
            counts[at >= 0 ? at + 1 : -at - 1]++;
        }
        return counts;
    }

    private static double share(int count, int all, int bins) {
        return (count + PRIOR) / (all + PRIOR * bins);
    }
}
