package io.perennial.driver.run;

import io.perennial.datasets.Examples;
import io.perennial.worker.codec.Fp32;
import io.perennial.worker.codec.ParameterCodec;
import io.perennial.worker.training.EntityCounts;
import io.perennial.worker.training.NetworkPlan;
import io.perennial.worker.training.ShardEvaluation;
import io.perennial.worker.training.Worker;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** Evaluates parameters on a split over the executors; sums in the order of the shards. */
final class Evaluator {

    private static final int SHARD_EXAMPLES = 500;
    private static final int MOST_SHARDS = 16;

    /**
     * How many shards to evaluate a split in: depends on nothing but its size, so that a run of any number of workers and
     * {@code perennial evaluate} see the same batches and report the same numbers to the last bit.
     */
    static int shards(long examples) {
        return (int) Math.max(1, Math.min(MOST_SHARDS, examples / SHARD_EXAMPLES));
    }

    private final JavaRDD<Examples> shards;
    private final Broadcast<NetworkPlan> network;
    private final List<String> classes;

    Evaluator(JavaRDD<Examples> shards, Broadcast<NetworkPlan> network, List<String> classes) {
        this.shards = shards;
        this.network = network;
        this.classes = classes;
    }

    /** Evaluates parameters as they stand, exactly. */
    Evaluation evaluate(float[] parameters) {
        Fp32 codec = new Fp32();
        Broadcast<byte[]> encoded = JavaSparkContext.fromSparkContext(shards.context()).broadcast(codec.encodeParameters(parameters, Map.of()).bytes());
        try {
            return evaluate(encoded, codec, parameters.length);
        } finally {
            if (!shards.context().isStopped()) {
                encoded.destroy();
            }
        }
    }

    /** @param parameters encoded by {@code codec}, {@code length} of them */
    Evaluation evaluate(Broadcast<byte[]> parameters, ParameterCodec codec, int length) {
        Broadcast<NetworkPlan> plan = network;
        List<ShardEvaluation> results = shards.mapPartitionsWithIndex((index, partition) ->
                List.of(Worker.evaluate(plan.value(), partition.next(), codec.decodeParameters(parameters.value(), length), index)).iterator(),
                true).collect();
        // Without a confusion there is nothing to say of single classes: they are the tokens of a vocabulary.
        int told = results.get(0).confusion().length;
        long[][] confusion = new long[told][told];
        double loss = 0;
        long examples = 0;
        long right = 0;
        for (ShardEvaluation result : results) {
            loss += result.lossSum();
            examples += result.positions();
            right += result.right();
            for (int truth = 0; truth < told; truth++) {
                for (int predicted = 0; predicted < told; predicted++) {
                    confusion[truth][predicted] += result.confusion()[truth][predicted];
                }
            }
        }
        EntityCounts entities = results.get(0).entities();
        results.stream().skip(1).forEach(result -> {
            if (entities != null) {
                entities.add(result.entities());
            }
        });
        return new Evaluation(examples, (double) right / examples, loss / examples, told == 0 ? List.of() : classes, confusion,
                entities == null ? null : EntityScores.of(entities, classes));
    }
}
