package io.perennial.driver.run;

import io.perennial.datasets.OpenedSplit;
import io.perennial.driver.storage.SavedModel;
import io.perennial.errors.InputException;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;

/** Evaluates a stored model on a labelled set. */
public final class ModelEvaluation implements SparkWork<Evaluation> {

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
        return new ModelEvaluation(model, ModelSession.examples("--data", name, "test", model, hadoop, progress));
    }

    /**
     * The same with a labelled set that was opened for it, or for a model with fewer classes.
     *
     * @throws InputException if the model cannot be used
     */
    public static ModelEvaluation prepare(String directory, OpenedSplit data, Configuration hadoop) {
        return new ModelEvaluation(SavedModel.read(directory, hadoop), data);
    }

    /** Runs it over the executors. */
    @Override
    public Evaluation run(JavaSparkContext spark) {
        try (ModelSession session = ModelSession.open(spark, model, data)) {
            return session.evaluate(model.parameters());
        }
    }
}
