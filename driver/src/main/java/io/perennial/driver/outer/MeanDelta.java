package io.perennial.driver.outer;

import io.perennial.worker.codec.DeltaCodec;
import io.perennial.worker.training.LocalResult;
import java.util.List;

/** The workers' mean delta, each weighted by the examples it trained on. */
public final class MeanDelta {

    private MeanDelta() {
    }

    /**
     * Sums in the order of the shards, whatever order the results came in: floating-point sums depend on it.
     *
     * @param results one of each worker, none diverged
     * @param start   the round's start parameters
     */
    public static double[] of(List<LocalResult> results, DeltaCodec codec, float[] start) {
        long examples = results.stream().mapToLong(LocalResult::examples).sum();
        double[] mean = new double[start.length];
        results.stream().sorted(java.util.Comparator.comparingInt(LocalResult::shard))
                .forEach(result -> codec.addDelta(result.delta(), start, (double) result.examples() / examples, mean));
        return mean;
    }
}
