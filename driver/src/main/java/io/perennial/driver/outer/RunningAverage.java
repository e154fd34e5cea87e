package io.perennial.driver.outer;

/** An average of parameter vectors that come one after another; only the average is kept. */
public sealed interface RunningAverage {

    /**
     * Takes one more vector in.
     *
     * @param average    of the vectors so far; not read if there were none
     * @param taken      how many there were
     * @param parameters the next one
     * @return a fresh vector
     */
    default float[] next(float[] average, int taken, float[] parameters) {
        if (taken == 0) {
            return parameters.clone();
        }
        double weight = weight(taken);
        float[] next = new float[parameters.length];
        for (int i = 0; i < next.length; i++) {
            next[i] = (float) (average[i] + weight * ((double) parameters[i] - average[i]));
        }
        return next;
    }

    /** Weight of the next vector after {@code taken} ones, 0 to 1. */
    double weight(int taken);

    /** All alike: SWA (Izmailov et al. 2018) where they come from one run, a uniform soup (Wortsman et al. 2022) where from several. */
    record Uniform() implements RunningAverage {
        @Override
        public double weight(int taken) {
            return 1.0 / (taken + 1);
        }
    }

    /**
     * Exponential: the later, the more weight (Polyak averaging as it is done today).
     *
     * @param decay share of the average that the next vector leaves, between 0 and 1
     */
    record Exponential(double decay) implements RunningAverage {
        @Override
        public double weight(int taken) {
            return 1 - decay;
        }
    }
}
