package io.perennial.driver.run;

import io.perennial.datasets.Datasets;
import io.perennial.datasets.Examples;
import io.perennial.datasets.OpenedSplit;
import io.perennial.datasets.Shard;
import io.perennial.driver.storage.SavedModel;
import io.perennial.errors.InputException;
import io.perennial.worker.codec.Codec;
import io.perennial.worker.codec.Fp32;
import io.perennial.worker.training.NetworkPlan;
import io.perennial.worker.training.Worker;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/** Evaluates a stored model on a labelled set. */
public final class ModelEvaluation {

    private final SavedModel model;
    private final OpenedSplit data;

    private ModelEvaluation(SavedModel model, OpenedSplit data) {
        this.model = model;
        this.data = data;
    }

    /**
     * Reads the model and the data; nothing needs Spark yet.
     *
     * @param directory a run directory, its {@code model/} directory or a checkpoint
     * @param name      a data set's name (its test set is taken), a folder or a file
     * @throws InputException if either cannot be used, or they do not fit each other
     */
    public static ModelEvaluation prepare(String directory, String name, Configuration hadoop, Consumer<String> progress) {
        SavedModel model = SavedModel.read(directory, hadoop);
        OpenedSplit data = Datasets.openSplit(name, "test", Datasets.Options.fromEnvironment(), hadoop, progress);
        if (!data.shape().equals(model.shape()) || data.classes().size() != model.classes().size()) {
            throw new InputException("--data: " + name + " has " + data.classes().size() + " classes, " + data.shape() + "; the model takes "
                    + model.classes().size() + " classes, " + model.shape());
        }
        return new ModelEvaluation(model, data);
    }

    /** Runs it over the executors. */
    public Evaluation run(JavaSparkContext spark) {
        HostContext.check(spark.getConf());
        String id = UUID.randomUUID().toString();
        Broadcast<SerializableConfiguration> hadoop = spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
        List<Shard> shards = data.split().shards(Evaluator.shards(data.split().size()));
        JavaRDD<Examples> examples = new ShardRdds(spark, hadoop).create("perennial evaluation", shards);
        try {
            String machine = ShardRdds.place(examples).get(0).machine();
            NetworkPlan network = new NetworkPlan(id, model.definition(), model.classes().size(), model.normalization(), 1, machine);
            Codec codec = new Fp32();
            return new Evaluator(examples, spark.broadcast(network), model.classes())
                    .evaluate(spark.broadcast(codec.encodeParameters(model.parameters())), codec, model.parameters().length);
        } catch (InputException e) {
            throw e;
        } catch (Exception e) {
            // Not only RuntimeException: Scala throws its SparkException undeclared.
            throw SparkFailures.explain("evaluation failed", e);
        } finally {
            examples.unpersist(false);
            Worker.release(id);
        }
    }
}
