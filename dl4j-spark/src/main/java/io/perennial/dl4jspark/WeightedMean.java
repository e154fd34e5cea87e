package io.perennial.dl4jspark;

import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** The workers' mean vector, each weighted by the examples it trained on. */
final class WeightedMean {

    private WeightedMean() {
    }

    /**
     * Sums in double precision and in the order of the shards, whatever order the results came in.
     *
     * @param results at least one of which trained on an example
     * @return null if the workers have no such vector
     */
    static double[] of(List<WorkerResult> results, Function<WorkerResult, float[]> vector) {
        List<WorkerResult> some = results.stream().filter(result -> result.examples() > 0).sorted(Comparator.comparingInt(WorkerResult::shard)).toList();
        float[] first = vector.apply(some.get(0));
        if (first == null) {
            return null;
        }
        long examples = some.stream().mapToLong(WorkerResult::examples).sum();
        double[] mean = new double[first.length];
        for (WorkerResult result : some) {
            float[] values = vector.apply(result);
            double weight = (double) result.examples() / examples;
            for (int i = 0; i < mean.length; i++) {
                mean[i] += weight * values[i];
            }
        }
        return mean;
    }

    static float[] rounded(double[] vector) {
        if (vector == null) {
            return null;
        }
        float[] rounded = new float[vector.length];
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = (float) vector[i];
        }
        return rounded;
    }
}
