package io.perennial.worker.training;

import io.perennial.datasets.Examples;
import io.perennial.worker.model.HeapArrays;
import java.io.Serializable;

/**
 * A network's result on one shard of labelled examples.
 *
 * @param shard     index of the shard
 * @param lossSum   sum of cross-entropies, nats
 * @param confusion examples of true class (row) given predicted class (column)
 */
public record ShardEvaluation(int shard, double lossSum, long[][] confusion) implements Serializable {

    /** Below it a probability's logarithm is not finite; PyTorch and DL4J clip as well. */
    private static final float SMALLEST = 1e-30f;

    static ShardEvaluation of(NetworkPlan plan, Examples examples, PooledNetwork pooled, BatchBuilder builder, float[] parameters,
                              int shard) {
        HeapArrays.load(parameters, 0, pooled.network().parameters());
        int classes = plan.classes();
        long[][] confusion = new long[classes][classes];
        double lossSum = 0;
        Batch batch = new Batch(Scoring.BATCH, builder.width(), classes);
        float[] probabilities = new float[Scoring.BATCH * classes];
        for (int first = 0; first < examples.size(); first += Scoring.BATCH) {
            batch.size = 0;
            int n = Math.min(Scoring.BATCH, examples.size() - first);
            for (int i = 0; i < n; i++) {
                builder.add(first + i, 0, batch);
            }
            pooled.classify(batch, builder, probabilities);
            for (int i = 0; i < n; i++) {
                int label = examples.label(first + i);
                confusion[label][largest(probabilities, i * classes, classes)]++;
                lossSum -= StrictMath.log(Math.max(SMALLEST, probabilities[i * classes + label]));
            }
        }
        return new ShardEvaluation(shard, lossSum, confusion);
    }

    private static int largest(float[] values, int offset, int count) {
        int best = 0;
        for (int i = 1; i < count; i++) {
            if (values[offset + i] > values[offset + best]) {
                best = i;
            }
        }
        return best;
    }
}
