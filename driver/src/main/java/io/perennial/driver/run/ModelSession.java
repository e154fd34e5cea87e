package io.perennial.driver.run;

import io.perennial.datasets.Datasets;
import io.perennial.datasets.Examples;
import io.perennial.datasets.OpenedSplit;
import io.perennial.datasets.Shard;
import io.perennial.driver.drift.Sample;
import io.perennial.driver.job.Job;
import io.perennial.driver.storage.SavedModel;
import io.perennial.errors.InputException;
import io.perennial.worker.codec.Fp32;
import io.perennial.worker.training.Augmentation;
import io.perennial.worker.continual.ShardFisher;
import io.perennial.worker.continual.ShardOutputs;
import io.perennial.worker.continual.StoredOutputs;
import io.perennial.worker.training.FeaturePass;
import io.perennial.worker.training.FisherPass;
import io.perennial.worker.training.NetworkPlan;
import io.perennial.worker.training.Worker;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/**
 * One model's network on the executors beside one set of examples, for one parameter vector after another. What it answers depends on
 * neither the number of executors nor where they are.
 */
public final class ModelSession implements AutoCloseable {

    private final JavaSparkContext spark;
    private final SavedModel model;
    private final Broadcast<SerializableConfiguration> hadoop;
    private final ShardRdds rdds;
    private final JavaRDD<Examples> shards;
    private final long examples;
    private final NetworkPlan network;
    private final Broadcast<NetworkPlan> broadcast;

    private ModelSession(JavaSparkContext spark, SavedModel model, Broadcast<SerializableConfiguration> hadoop, ShardRdds rdds,
                         JavaRDD<Examples> shards, long examples, NetworkPlan network) {
        this.spark = spark;
        this.model = model;
        this.hadoop = hadoop;
        this.rdds = rdds;
        this.shards = shards;
        this.examples = examples;
        this.network = network;
        this.broadcast = spark.broadcast(network);
    }

    /** @throws InputException if the examples changed since they were opened */
    public static ModelSession open(JavaSparkContext spark, SavedModel model, OpenedSplit data) {
        HostContext.check(spark.getConf());
        Broadcast<SerializableConfiguration> hadoop = spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
        List<Shard> dealt = data.split().shards(Evaluator.shards(data.split().size()));
        ShardRdds rdds = new ShardRdds(spark, hadoop);
        JavaRDD<Examples> shards = rdds.create("perennial " + data.name() + " " + data.split().name(), dealt);
        try {
            String machine = ShardRdds.place(shards).get(0).machine();
            return new ModelSession(spark, model, hadoop, rdds, shards, data.split().size(),
                    new NetworkPlan(UUID.randomUUID().toString(), model.definition(), model.classes().size(), model.normalization(), 1, machine));
        } catch (Exception e) {
            if (!spark.sc().isStopped()) {
                shards.unpersist(false);
                rdds.close();
                hadoop.destroy();
            }
            throw explain("the examples could not be read", e);
        }
    }

    /**
     * Opens labelled examples that a model can be looked at with.
     *
     * @param option   what the user named them by, for messages
     * @param name     a data set's name, a folder or a file
     * @param split    {@code train} or {@code test}
     * @param progress receives lines for a person
     * @throws InputException if they cannot be used, or do not fit the model
     */
    public static OpenedSplit examples(String option, String name, String split, SavedModel model, Configuration hadoop, Consumer<String> progress) {
        OpenedSplit data = Datasets.openSplit(name, split, model.reading(Datasets.Options.fromEnvironment()), hadoop, progress);
        boolean same = data.classes().size() == model.classes().size();
        // A model that learned more classes since; labels are then the same only if the first classes are.
        boolean earlier = data.classes().size() < model.classes().size() && model.classes().subList(0, data.classes().size()).equals(data.classes());
        if (!data.shape().equals(model.shape()) || !same && !earlier) {
            throw new InputException(option + ": " + data.name() + " has " + data.classes().size() + " classes, " + data.shape()
                    + "; the model takes " + model.classes().size() + " classes, " + model.shape() + "; name a set that fits the model");
        }
        return data;
    }

    /** Evaluates parameters of the model on the examples. */
    public Evaluation evaluate(float[] parameters) {
        try {
            return new Evaluator(shards, broadcast, model.classes()).evaluate(parameters);
        } catch (Exception e) {
            throw explain("evaluation failed", e);
        }
    }

    /**
     * How the examples look, to parameters of the model too.
     *
     * @param embeddings at most
     */
    Sample sample(float[] parameters, int embeddings) {
        FeaturePass pass = new FeaturePass(examples, embeddings);
        return Sample.of(onShards("the look at the examples failed", parameters, (plan, shard, values) -> Worker.features(plan, pass, shard, values)));
    }

    /** What parameters of the model say of every example; of two with the same bytes once. */
    StoredOutputs outputs(float[] parameters) {
        int classes = model.classes().size();
        TreeMap<Long, float[]> rows = new TreeMap<>();
        for (ShardOutputs shard : onShards("the model's outputs could not be computed", parameters, Worker::outputs)) {
            for (int i = 0; i < shard.keys().length; i++) {
                rows.putIfAbsent(shard.keys()[i], Arrays.copyOfRange(shard.rows(), i * classes, (i + 1) * classes));
            }
        }
        return StoredOutputs.of(rows, classes);
    }

    /** The diagonal of the Fisher information at parameters of the model, an element for each trainable one. */
    float[] fisher(float[] parameters, int most, long seed) {
        FisherPass pass = new FisherPass(examples, most, seed);
        List<ShardFisher> shardSums = onShards("the Fisher information could not be estimated", parameters,
                (plan, shard, values) -> Worker.fisher(plan, pass, shard, values));
        double[] sums = new double[model.layout().trainable()];
        int looked = 0;
        for (ShardFisher shard : shardSums) {
            looked += shard.examples();
            for (int i = 0; i < sums.length; i++) {
                sums[i] += shard.sums()[i];
            }
        }
        float[] fisher = new float[sums.length];
        for (int i = 0; i < sums.length; i++) {
            fisher[i] = (float) (sums[i] / looked);
        }
        return fisher;
    }

    /** What an executor does with a shard. */
    private interface ShardWork<T> extends Serializable {
        T on(NetworkPlan plan, Examples shard, float[] parameters) throws InterruptedException, ExecutionException;
    }

    /** @return one a shard, in the order of the shards */
    private <T> List<T> onShards(String failure, float[] parameters, ShardWork<T> work) {
        Fp32 codec = new Fp32();
        Broadcast<byte[]> encoded = spark.broadcast(codec.encodeParameters(parameters, Map.of()).bytes());
        Broadcast<NetworkPlan> plan = broadcast;
        int length = parameters.length;
        try {
            return shards.mapPartitions(partition -> List.of(work.on(plan.value(), partition.next(),
                    codec.decodeParameters(encoded.value(), length))).iterator(), true).collect();
        } catch (Exception e) {
            throw explain(failure, e);
        } finally {
            if (!spark.sc().isStopped()) {
                encoded.destroy();
            }
        }
    }

    /**
     * Parameters of the model with batch norm's statistics recomputed over the examples. Not the bits of {@code final.statistics: recomputed}, which takes the first
     * examples of each worker's shard.
     *
     * @param job that they were trained by: the examples are augmented as it says; empty where nobody knows, they then stay as they are
     */
    public float[] recomputeStatistics(float[] parameters, Optional<Job> job) {
        try {
            return StatisticsPass.recompute(spark, network, model.layout(), shards, parameters, job.map(JobPlans::augmentation).orElse(Augmentation.NONE),
                    job.map(Job::seed).orElse(0L));
        } catch (Exception e) {
            throw explain("the statistics could not be recomputed", e);
        }
    }

    /** Not only RuntimeException: Scala throws its SparkException undeclared. */
    private static RuntimeException explain(String what, Exception e) {
        return e instanceof InputException input ? input : SparkFailures.explain(what, e);
    }

    @Override
    public void close() {
        Worker.release(network.run());
        if (!spark.sc().isStopped()) {
            shards.unpersist(false);
            rdds.close();
            broadcast.destroy();
            hadoop.destroy();
        }
    }
}
