package io.perennial.worker.training;

import io.perennial.datasets.Examples;
import io.perennial.worker.continual.Logits;
import io.perennial.worker.continual.ShardOutputs;
import io.perennial.worker.model.HeapArrays;

/** Asks a network what it says of every example of a shard. */
final class OutputPass {

    private OutputPass() {
    }

    static ShardOutputs of(NetworkPlan plan, Examples shard, PooledNetwork pooled, BatchBuilder builder, float[] parameters) {
        HeapArrays.load(parameters, 0, pooled.network().parameters());
        int classes = plan.classes();
        long[] keys = new long[shard.size()];
        float[] rows = new float[Math.multiplyExact(shard.size(), classes)];
        Batch batch = builder.batch(Scoring.BATCH);
        float[] probabilities = new float[Scoring.BATCH * classes];
        for (int first = 0; first < shard.size(); first += Scoring.BATCH) {
            batch.clear();
            int n = Math.min(Scoring.BATCH, shard.size() - first);
            for (int i = 0; i < n; i++) {
                builder.add(first + i, 0, batch);
            }
            pooled.classify(batch, builder, probabilities);
            System.arraycopy(batch.keys, 0, keys, first, n);
            for (int i = 0; i < n * classes; i++) {
                rows[first * classes + i] = (float) Logits.log(probabilities[i]);
            }
        }
        return new ShardOutputs(keys, rows);
    }
}
