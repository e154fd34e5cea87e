package io.perennial.driver.registry;

import io.perennial.datasets.ImageShape;
import io.perennial.datasets.Normalization;
import io.perennial.driver.storage.SavedModel;
import io.perennial.worker.model.ModelDefinition;
import io.perennial.worker.model.Models;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.nd4j.linalg.activations.Activation;

/** The smallest models there are, one for each seed. */
public final class TinyModel {

    private static final ModelDefinition DEFINITION = Models.fromConfiguration("tiny.json", new NeuralNetConfiguration.Builder().seed(1).list()
            .layer(new OutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build())
            .setInputType(InputType.convolutional(2, 2, 1)).build().toJson());

    private TinyModel() {
    }

    public static SavedModel of(int seed) {
        return new SavedModel(DEFINITION, List.of("cat", "dog"), new ImageShape(1, 2, 2), Normalization.halves(1), Models.layout(DEFINITION),
                Models.initialParameters(DEFINITION, seed));
    }

    /** Writes a directory with a model, as a run's {@code model/}. */
    public static String write(FileSystem files, Path directory, int seed) throws IOException {
        files.mkdirs(directory);
        of(seed).write(files, directory);
        return directory.toString();
    }
}
