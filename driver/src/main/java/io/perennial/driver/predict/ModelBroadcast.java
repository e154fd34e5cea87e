package io.perennial.driver.predict;

import io.perennial.datasets.ImageShape;
import io.perennial.datasets.VectorShape;
import io.perennial.driver.data.Fitting;
import io.perennial.driver.data.ImageFitting;
import io.perennial.driver.data.TextFitting;
import io.perennial.driver.data.VectorFitting;
import io.perennial.driver.run.HostContext;
import io.perennial.driver.storage.SavedModel;
import io.perennial.worker.training.NetworkPlan;
import java.io.Serializable;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * A model on its way to the executors.
 *
 * @param network    how to run it
 * @param parameters the flat vector
 * @param classes    names, in the order of the outputs
 * @param fitting    how bytes become its input
 */
record ModelBroadcast(NetworkPlan network, float[] parameters, List<String> classes, Fitting fitting) implements Serializable {

    /** Scoring runs on any machine. */
    private static final String ANY_MACHINE = "any";

    static Broadcast<ModelBroadcast> of(SavedModel model, ImageFitting.Raw raw, JavaSparkContext spark) {
        HostContext.check(spark.getConf());
        NetworkPlan network = new NetworkPlan("predict-" + UUID.randomUUID(), model.definition(), model.classes().size(), model.normalization(), 1,
                ANY_MACHINE);
        return spark.broadcast(new ModelBroadcast(network, model.parameters(), List.copyOf(model.classes()),
                fitting(model, raw)));
    }

    /** What uses it in a task. */
    Predictor predictor() throws ExecutionException, InterruptedException {
        return fitting instanceof TextFitting texts && texts.shape().labelsEachToken() ? new TagPredictor(this, texts.encoding()) : new ClassPredictor(this);
    }

    private static Fitting fitting(SavedModel model, ImageFitting.Raw raw) {
        if (model.shape() instanceof ImageShape image) {
            return new ImageFitting(image, ImageFitting.Resizes.YES, raw);
        }
        if (model.encoding() != null) {
            return new TextFitting(model.encoding());
        }
        return new VectorFitting((VectorShape) model.shape());
    }
}
