package io.perennial.worker.training;

import io.perennial.datasets.Examples;
import io.perennial.worker.continual.ShardFisher;
import io.perennial.worker.model.HeapArrays;
import io.perennial.worker.random.Stream;
import java.io.Serializable;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The diagonal of the Fisher information: the mean over examples of the squared gradient of the log-probability of a label that is drawn
 * from what the network says (Kirkpatrick et al. 2017; Martens 2014, section 5, on why not the true label). One example at a time, for
 * the square of a sum is not the sum of squares.
 *
 * @param examples of the whole split
 * @param most     of them to look at, evenly spaced
 * @param seed     of the labels that are drawn and of what is random in the network
 */
public record FisherPass(long examples, int most, long seed) implements Serializable {

    ShardFisher of(NetworkPlan plan, Examples shard, PooledNetwork pooled, BatchBuilder builder, float[] parameters) {
        HeapArrays.load(parameters, 0, pooled.network().parameters());
        double[] sums = new double[pooled.network().layout().trainable()];
        Batch batch = builder.batch(1);
        float[] probabilities = new float[plan.classes()];
        int looked = 0;
        EvenChoice chosen = new EvenChoice(examples, most);
        for (int i = 0; i < shard.size(); i++) {
            if (!chosen.includes(shard.id(i))) {
                continue;
            }
            batch.clear();
            builder.add(i, 0, batch);
            pooled.classify(batch, builder, probabilities);
            Arrays.fill(batch.labels, 0);
            batch.labels[drawn(probabilities, shard.id(i))] = 1;
            Nd4j.getRandom().setSeed(Stream.key(seed, "fisher network", shard.id(i)));
            pooled.network().computeGradient(pooled.minibatch(batch, builder));
            add(pooled, sums);
            looked++;
        }
        return new ShardFisher(looked, sums);
    }

    private int drawn(float[] probabilities, long id) {
        float left = Stream.of(seed, "fisher label", id).nextFloat();
        for (int c = 0; c < probabilities.length - 1; c++) {
            left -= probabilities[c];
            if (left < 0) {
                return c;
            }
        }
        return probabilities.length - 1;
    }

    private static void add(PooledNetwork pooled, double[] sums) {
        int next = 0;
        for (INDArray segment : pooled.gradients()) {
            for (float element : HeapArrays.copy(segment)) {
                sums[next++] += (double) element * element;
            }
        }
    }
}
