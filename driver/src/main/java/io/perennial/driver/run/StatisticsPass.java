package io.perennial.driver.run;

import io.perennial.datasets.Examples;
import io.perennial.worker.codec.Fp32;
import io.perennial.worker.model.Models;
import io.perennial.worker.model.ParameterLayout;
import io.perennial.worker.model.Slice;
import io.perennial.worker.training.Augmentation;
import io.perennial.worker.training.NetworkPlan;
import io.perennial.worker.training.ShardStatistics;
import io.perennial.worker.training.Worker;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** Recomputes batch norm's statistics for given parameters over training examples, on the executors. */
public final class StatisticsPass {

    /** Of all shards together: 64 batches, each of them a mean over all places of its images. */
    private static final int EXAMPLES = 8_192;

    private StatisticsPass() {
    }

    /** Whether a model has anything to recompute. */
    public static boolean applies(ParameterLayout layout) {
        return !layout.segments(Slice.Kind.STATISTIC).isEmpty();
    }

    /**
     * Runs it: a pure function of its arguments.
     *
     * @param network      the parameters' own
     * @param shards       of training examples; each gives its first ones
     * @param parameters   not changed
     * @param augmentation that they were trained with: statistics of other images than those do worse
     * @param seed         of the augmentation and of what is random in the network
     * @return the parameters with other statistics
     */
    static float[] recompute(JavaSparkContext spark, NetworkPlan network, ParameterLayout layout, JavaRDD<Examples> shards,
                             float[] parameters, Augmentation augmentation, long seed) {
        String id = UUID.randomUUID().toString();
        Fp32 codec = new Fp32();
        Broadcast<NetworkPlan> plan = spark.broadcast(new NetworkPlan(id, Models.withBatchStatistics(network.model()), network.classes(),
                network.normalization(), network.threads(), network.machine()));
        Broadcast<byte[]> encoded = spark.broadcast(codec.encodeParameters(parameters, Map.of()).bytes());
        int length = parameters.length;
        int most = (EXAMPLES + shards.getNumPartitions() - 1) / shards.getNumPartitions();
        try {
            List<ShardStatistics> statistics = shards.mapPartitionsWithIndex((index, partition) -> List.of(Worker.statistics(plan.value(),
                    partition.next(), codec.decodeParameters(encoded.value(), length), index, most, augmentation, seed)).iterator(), true).collect();
            return ShardStatistics.replace(layout, parameters, statistics);
        } finally {
            Worker.release(id);
            if (!spark.sc().isStopped()) {
                plan.destroy();
                encoded.destroy();
            }
        }
    }
}
