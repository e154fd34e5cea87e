package io.perennial.worker.training;

import io.perennial.worker.model.HeapArrays;
import io.perennial.worker.model.ParameterLayout;
import io.perennial.worker.model.Slice;
import io.perennial.worker.random.Stream;
import java.io.Serializable;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Batch norm's statistics of the batches of one shard, summed: precise statistics (Wu and Johnson 2021, section 3) in place of the moving
 * averages that training leaves. A batch's variance enters as a variance, also where DL4J keeps the logarithm of its root.
 *
 * @param shard   index of the shard
 * @param batches that were summed
 * @param sums    one number for each element of the layout's statistic slices, in their order
 */
public record ShardStatistics(int shard, int batches, double[] sums) implements Serializable {

    /** DL4J's name of a slice that holds log10 of the standard deviation instead of the variance. */
    private static final String LOG10_DEVIATION = "log10stdev";
    /** Of a channel that is the same everywhere, so that its logarithm is a number; far below the epsilon that batch norm adds. */
    private static final double SMALLEST_VARIANCE = 1e-12;

    static ShardStatistics of(NetworkPlan plan, int examples, PooledNetwork pooled, BatchBuilder builder, float[] parameters, int shard,
                              long seed) {
        HeapArrays.load(parameters, 0, pooled.network().parameters());
        List<Slice> slices = statistics(pooled.network().layout());
        double[] sums = new double[slices.stream().mapToInt(Slice::length).sum()];
        Batch batch = builder.batch(Scoring.BATCH);
        // A last batch of a few examples would count as much as a full one.
        int batches = Math.max(1, examples / Scoring.BATCH);
        for (int b = 0; b < batches; b++) {
            batch.clear();
            for (int i = b * Scoring.BATCH; i < Math.min(examples, (b + 1) * Scoring.BATCH); i++) {
                builder.add(i, 0, batch);
            }
            Nd4j.getRandom().setSeed(Stream.key(seed, "statistics", shard, b));
            pooled.network().computeGradient(pooled.minibatch(batch, builder));
            add(slices, parameters, pooled.network().gradient(), sums);
        }
        return new ShardStatistics(shard, batches, sums);
    }

    private static void add(List<Slice> slices, float[] parameters, INDArray gradient, double[] sums) {
        float[] change = HeapArrays.copy(gradient);
        int next = 0;
        for (Slice slice : slices) {
            for (int i = slice.offset(); i < slice.end(); i++) {
                double value = (double) parameters[i] - change[i];
                sums[next++] += isLogarithm(slice) ? StrictMath.pow(10, 2 * value) : value;
            }
        }
    }

    /**
     * Parameters with the mean statistics of all shards in place of their own.
     *
     * @param shards summed in this order
     */
    public static float[] replace(ParameterLayout layout, float[] parameters, List<ShardStatistics> shards) {
        float[] replaced = parameters.clone();
        int batches = shards.stream().mapToInt(ShardStatistics::batches).sum();
        int next = 0;
        for (Slice slice : statistics(layout)) {
            for (int i = slice.offset(); i < slice.end(); i++, next++) {
                double sum = 0;
                for (ShardStatistics shard : shards) {
                    sum += shard.sums()[next];
                }
                double mean = sum / batches;
                replaced[i] = (float) (isLogarithm(slice) ? StrictMath.log10(Math.max(SMALLEST_VARIANCE, mean)) / 2 : mean);
            }
        }
        return replaced;
    }

    private static List<Slice> statistics(ParameterLayout layout) {
        return layout.slices().stream().filter(slice -> slice.kind() == Slice.Kind.STATISTIC).toList();
    }

    private static boolean isLogarithm(Slice slice) {
        return slice.parameter().equals(LOG10_DEVIATION);
    }
}
