package io.perennial.worker.training;

import io.perennial.datasets.Examples;
import io.perennial.worker.features.ExampleFeatures;
import io.perennial.worker.features.ShardFeatures;
import io.perennial.worker.model.HeapArrays;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Looks at the features of all examples of a split, and at the embeddings of some, evenly spaced.
 *
 * @param examples of the whole split
 * @param most     embeddings of the whole split, at most
 */
public record FeaturePass(long examples, int most) implements Serializable {

    ShardFeatures of(Examples shard, PooledNetwork pooled, BatchBuilder builder, float[] parameters) {
        HeapArrays.load(parameters, 0, pooled.network().parameters());
        ExampleFeatures features = ExampleFeatures.of(shard);
        double[][] rows = new double[shard.size()][];
        EvenChoice chosen = new EvenChoice(examples, most);
        List<float[]> embeddings = new ArrayList<>();
        Batch batch = builder.batch(Scoring.BATCH);
        for (int i = 0; i < shard.size(); i++) {
            rows[i] = features.of(i);
            if (chosen.includes(shard.id(i))) {
                builder.add(i, 0, batch);
            }
            if (batch.size == Scoring.BATCH || i == shard.size() - 1 && batch.size > 0) {
                embed(pooled, batch, builder, embeddings);
                batch.clear();
            }
        }
        return new ShardFeatures(features.names(), rows, embeddings.toArray(float[][]::new));
    }

    private static void embed(PooledNetwork pooled, Batch batch, BatchBuilder builder, List<float[]> embeddings) {
        INDArray found = pooled.network().embedding(pooled.features(batch, builder));
        float[] all = HeapArrays.copy(found.dup('c'));
        int width = all.length / batch.size;
        for (int i = 0; i < batch.size; i++) {
            embeddings.add(Arrays.copyOfRange(all, i * width, (i + 1) * width));
        }
    }
}
