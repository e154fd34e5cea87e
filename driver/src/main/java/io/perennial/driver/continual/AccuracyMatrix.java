package io.perennial.driver.continual;

import java.util.Arrays;

/**
 * Accuracies on every task after every task.
 *
 * @param after row i: the accuracies on all tasks after task i, 0..1
 * @param first accuracies on all tasks before the first one, 0..1
 */
public record AccuracyMatrix(double[][] after, double[] first) {

    public AccuracyMatrix {
        for (double[] row : after) {
            if (row.length != first.length) {
                throw new IllegalArgumentException("a row of " + row.length + " tasks among " + first.length);
            }
        }
        if (after.length > first.length || after.length == 0) {
            throw new IllegalArgumentException(after.length + " rows for " + first.length + " tasks");
        }
    }

    /** Tasks that were learned. */
    private int learned() {
        return after.length;
    }

    private double[] last() {
        return after[learned() - 1];
    }

    /** Mean accuracy on the tasks learned so far: ACC of Lopez-Paz and Ranzato, "Gradient Episodic Memory", NIPS 2017, equation 2. */
    public double average() {
        return Arrays.stream(last(), 0, learned()).average().orElseThrow();
    }

    /**
     * Mean change of the accuracy on a task since it was learned, over all tasks but the last: BWT of Lopez-Paz and Ranzato, equation 3. Negative
     * where tasks are forgotten; NaN after one task.
     */
    public double backwardTransfer() {
        double sum = 0;
        for (int task = 0; task < learned() - 1; task++) {
            sum += last()[task] - after[task][task];
        }
        return sum / (learned() - 1);
    }

    /**
     * Mean gain of a task by what was learned before it, over all tasks but the first: FWT of Lopez-Paz and Ranzato, equation 4. NaN after one task.
     */
    public double forwardTransfer() {
        double sum = 0;
        for (int task = 1; task < learned(); task++) {
            sum += after[task - 1][task] - first[task];
        }
        return sum / (learned() - 1);
    }

    /**
     * Mean drop of a task from the best that it ever was, over all tasks but the last: Chaudhry et al., "Riemannian Walk for Incremental Learning",
     * ECCV 2018, section 3. NaN after one task.
     */
    public double forgetting() {
        double sum = 0;
        for (int task = 0; task < learned() - 1; task++) {
            double best = Double.NEGATIVE_INFINITY;
            for (int earlier = 0; earlier < learned() - 1; earlier++) {
                best = Math.max(best, after[earlier][task]);
            }
            sum += best - last()[task];
        }
        return sum / (learned() - 1);
    }
}
