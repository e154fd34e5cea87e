package io.perennial.datasets.image;

/**
 * Which pixels of one axis make a pixel of the resized one, and with what weights: the mean over the covered area where the image
 * shrinks, linear interpolation between pixel centres where it grows. Plain arithmetic, so every machine gives the same bytes, which
 * Java2D's scaling does not promise.
 */
final class Resampling {

    private final int[] firsts;
    private final double[][] weights;

    private Resampling(int size) {
        firsts = new int[size];
        weights = new double[size][];
    }

    static Resampling of(int from, int to) {
        Resampling axis = new Resampling(to);
        double scale = (double) from / to;
        for (int i = 0; i < to; i++) {
            if (from > to) {
                axis.area(i, i * scale, Math.min(from, (i + 1) * scale));
            } else {
                axis.linear(i, (i + 0.5) * scale - 0.5, from);
            }
        }
        return axis;
    }

    private void area(int i, double start, double end) {
        int first = (int) start;
        int last = Math.max(first, (int) Math.ceil(end) - 1);
        firsts[i] = first;
        weights[i] = new double[last - first + 1];
        for (int pixel = first; pixel <= last; pixel++) {
            double covered = Math.min(end, pixel + 1) - Math.max(start, pixel);
            weights[i][pixel - first] = covered / (end - start);
        }
    }

    private void linear(int i, double centre, int from) {
        double inside = Math.max(0, Math.min(from - 1, centre));
        int first = Math.min((int) inside, Math.max(0, from - 2));
        double right = inside - first;
        firsts[i] = first;
        weights[i] = from == 1 ? new double[] {1} : new double[] {1 - right, right};
    }

    /** Pixels of the resized axis. */
    int size() {
        return firsts.length;
    }

    int first(int i) {
        return firsts[i];
    }

    int count(int i) {
        return weights[i].length;
    }

    double weight(int i, int k) {
        return weights[i][k];
    }
}
