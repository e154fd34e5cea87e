package io.perennial.driver.run;

import io.perennial.datasets.OpenedSplit;
import io.perennial.driver.drift.Sample;
import io.perennial.driver.job.Job;
import io.perennial.driver.storage.SavedModel;
import io.perennial.errors.InputException;
import io.perennial.worker.continual.StoredOutputs;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;

/** A stored model beside a labelled set: what can be asked of the two, over the executors. */
public final class ModelLook {

    private final SavedModel model;
    private final OpenedSplit data;

    private ModelLook(SavedModel model, OpenedSplit data) {
        this.model = model;
        this.data = data;
    }

    /**
     * Reads the model and the data; nothing needs Spark yet.
     *
     * @param directory a run directory, its {@code model/} directory or a checkpoint
     * @param name      a data set's name, a folder or a file
     * @param split     {@code train} or {@code test}
     * @throws InputException if either cannot be used, or they do not fit each other
     */
    public static ModelLook prepare(String directory, String name, String split, Configuration hadoop, Consumer<String> progress) {
        SavedModel model = SavedModel.read(directory, hadoop);
        return new ModelLook(model, ModelSession.examples("--data", name, split, model, hadoop, progress));
    }

    /**
     * The same with a labelled set that was opened for it, or for a model with fewer classes.
     *
     * @throws InputException if the model cannot be used
     */
    public static ModelLook prepare(String directory, OpenedSplit data, Configuration hadoop) {
        return new ModelLook(SavedModel.read(directory, hadoop), data);
    }

    /**
     * The same with a model that is not stored, and training examples.
     *
     * @throws InputException if the examples cannot be used, or they do not fit each other
     */
    public static ModelLook prepare(SavedModel model, String name, Configuration hadoop, Consumer<String> progress) {
        return new ModelLook(model, ModelSession.examples("--data", name, "train", model, hadoop, progress));
    }

    /**
     * How the examples look, from outside and to the model.
     *
     * @param embeddings at most
     */
    public SparkWork<Sample> sample(int embeddings) {
        return in(session -> session.sample(model.parameters(), embeddings));
    }

    /** What the model says of every example. */
    public SparkWork<StoredOutputs> outputs() {
        return in(session -> session.outputs(model.parameters()));
    }

    /**
     * The diagonal of the Fisher information at the model's parameters.
     *
     * @param most examples to look at
     * @param seed of the labels that are drawn
     */
    public SparkWork<float[]> fisher(int most, long seed) {
        return in(session -> session.fisher(model.parameters(), most, seed));
    }

    /** The model's parameters with batch norm's statistics of the examples, augmented as a job says. */
    public SparkWork<float[]> statistics(Job training) {
        return in(session -> session.recomputeStatistics(model.parameters(), Optional.of(training)));
    }

    private interface Question<T> {
        T ask(ModelSession session);
    }

    private <T> SparkWork<T> in(Question<T> question) {
        return spark -> {
            try (ModelSession session = ModelSession.open(spark, model, data)) {
                return question.ask(session);
            }
        };
    }
}
