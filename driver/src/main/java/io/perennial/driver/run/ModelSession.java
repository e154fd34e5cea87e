package io.perennial.driver.run;

import io.perennial.datasets.Datasets;
import io.perennial.datasets.Examples;
import io.perennial.datasets.OpenedSplit;
import io.perennial.datasets.Shard;
import io.perennial.driver.job.Job;
import io.perennial.driver.storage.SavedModel;
import io.perennial.errors.InputException;
import io.perennial.worker.training.Augmentation;
import io.perennial.worker.training.NetworkPlan;
import io.perennial.worker.training.Worker;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
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
    private final NetworkPlan network;
    private final Broadcast<NetworkPlan> broadcast;

    private ModelSession(JavaSparkContext spark, SavedModel model, Broadcast<SerializableConfiguration> hadoop, ShardRdds rdds,
                         JavaRDD<Examples> shards, NetworkPlan network) {
        this.spark = spark;
        this.model = model;
        this.hadoop = hadoop;
        this.rdds = rdds;
        this.shards = shards;
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
            return new ModelSession(spark, model, hadoop, rdds, shards,
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
        if (!data.shape().equals(model.shape()) || data.classes().size() != model.classes().size()) {
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
