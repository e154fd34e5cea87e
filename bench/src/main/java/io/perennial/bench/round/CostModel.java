package io.perennial.bench.round;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A round's cost as a sum of terms, each a rate that is not negative: fixed; for each worker's task; for each MB of the parameters, once; for each MB that one executor
 * handles for its workers, one worker after another; and, where the driver sums, for each MB of all deltas. Fitted by least squares of the logarithm of
 * predicted over measured: twice too much is as bad as half.
 *
 * @param slices whether it is of rounds that average in slices
 * @param rates  milliseconds: of a round, a task, an MB down, an MB of a worker at its executor, an MB of a delta at the driver
 */
record CostModel(boolean slices, double[] rates) {

    static final List<String> TERMS = List.of("a round", "a worker's task", "an MB of parameters", "an MB of a worker, at its executor", "an MB of a delta, at the driver");

    private static final int ITERATIONS = 50;
    /** Of a float. */
    private static final double MB = 4e-6;

    /** The rates that fit best. Of as few terms as these are, every choice of those that are zero is tried. */
    static CostModel fit(boolean slices, List<RoundCost> measured) {
        List<RoundCost> own = measured.stream().filter(cost -> cost.slices() == slices).toList();
        // In slices no delta reaches the driver.
        int terms = slices ? TERMS.size() - 1 : TERMS.size();
        CostModel best = null;
        double least = Double.MAX_VALUE;
        for (int chosen = 1; chosen < 1 << terms; chosen++) {
            CostModel model = iterated(slices, own, chosen);
            double error = own.stream().mapToDouble(cost -> square(Math.log1p(model.error(cost)))).sum();
            if (Arrays.stream(model.rates()).allMatch(rate -> rate >= 0) && error < least) {
                least = error;
                best = model;
            }
        }
        return best;
    }

    /**
     * Least squares weighted by predicted and measured, over and over: a difference over the root of both is nearly that of the logarithms. NaN where it leaves the
     * models that predict anything.
     */
    private static CostModel iterated(boolean slices, List<RoundCost> own, int chosen) {
        double[] weights = own.stream().mapToDouble(cost -> 1 / square(cost.milliseconds())).toArray();
        CostModel model = new CostModel(slices, solve(own, weights, chosen));
        for (int i = 0; i < ITERATIONS; i++) {
            for (int point = 0; point < weights.length; point++) {
                RoundCost cost = own.get(point);
                weights[point] = 1 / (cost.milliseconds() * Math.max(cost.milliseconds() / 100, model.milliseconds(cost.parameters(), cost.workers(), cost.waves())));
            }
            model = new CostModel(slices, solve(own, weights, chosen));
        }
        return model;
    }

    /** How far it is from what was measured, as a share of that. */
    double error(RoundCost cost) {
        return milliseconds(cost.parameters(), cost.workers(), cost.waves()) / cost.milliseconds() - 1;
    }

    /** Of a round here, where bytes travel in this machine's memory. */
    double milliseconds(long parameters, int workers, int waves) {
        double[] terms = terms(parameters, workers, waves);
        double sum = 0;
        for (int t = 0; t < terms.length; t++) {
            sum += rates[t] * terms[t];
        }
        return sum;
    }

    /**
     * Of a round with an executor for each worker on a network: what it costs here, and the bytes' way over the links. The parameters go to every executor and on from there, so
     * that its link has them twice. On the driver, the driver's link has every delta; in slices an executor's has one delta, and the driver's the mean in double precision.
     *
     * @param gigabits a second of every link
     */
    double projected(long parameters, int workers, double gigabits) {
        double megabytesOfAMillisecond = gigabits / 8;
        double vector = parameters * MB;
        double up = slices ? vector + 2 * vector : workers * vector;
        return milliseconds(parameters, workers, 1) + (2 * vector + up) / megabytesOfAMillisecond;
    }

    private static double[] terms(long parameters, int workers, int waves) {
        double vector = parameters * MB;
        return new double[] {1, workers, vector, vector * waves, vector * workers};
    }

    /** Weighted least squares over the chosen terms, by the normal equations. */
    private static double[] solve(List<RoundCost> measured, double[] weights, int chosen) {
        int[] terms = IntStream.range(0, TERMS.size()).filter(t -> (chosen >> t & 1) == 1).toArray();
        int n = terms.length;
        double[][] equations = new double[n][n + 1];
        for (int point = 0; point < weights.length; point++) {
            RoundCost cost = measured.get(point);
            double[] of = terms(cost.parameters(), cost.workers(), cost.waves());
            double weight = weights[point];
            for (int row = 0; row < n; row++) {
                for (int column = 0; column < n; column++) {
                    equations[row][column] += weight * of[terms[row]] * of[terms[column]];
                }
                equations[row][n] += weight * of[terms[row]] * cost.milliseconds();
            }
        }
        double[] solved = eliminate(equations);
        double[] rates = new double[TERMS.size()];
        for (int t = 0; t < n; t++) {
            rates[terms[t]] = solved[t];
        }
        return rates;
    }

    /** Gauss-Jordan with pivots; NaN where there is no single solution. */
    private static double[] eliminate(double[][] equations) {
        int n = equations.length;
        for (int column = 0; column < n; column++) {
            int pivot = column;
            for (int row = column + 1; row < n; row++) {
                if (Math.abs(equations[row][column]) > Math.abs(equations[pivot][column])) {
                    pivot = row;
                }
            }
            double[] swapped = equations[column];
            equations[column] = equations[pivot];
            equations[pivot] = swapped;
            for (int row = 0; row < n; row++) {
                if (row != column) {
                    double factor = equations[row][column] / equations[column][column];
                    for (int i = column; i <= n; i++) {
                        equations[row][i] -= factor * equations[column][i];
                    }
                }
            }
        }
        double[] solution = new double[n];
        Arrays.setAll(solution, i -> equations[i][n] / equations[i][i]);
        return solution;
    }

    private static double square(double x) {
        return x * x;
    }
}
