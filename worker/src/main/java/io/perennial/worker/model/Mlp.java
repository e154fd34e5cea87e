package io.perennial.worker.model;

import io.perennial.datasets.ImageShape;
import io.perennial.datasets.InputShape;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** A multilayer perceptron for vectors, and for images that are taken as vectors: dense layers of 128 and 64 with ReLU. */
final class Mlp {

    static final String NAME = "mlp";

    private static final int[] HIDDEN = {128, 64};

    private Mlp() {
    }

    static ModelDefinition definition(InputShape shape, int classes) {
        NeuralNetConfiguration.ListBuilder layers = new NeuralNetConfiguration.Builder().seed(0).activation(Activation.RELU).list();
        for (int i = 0; i < HIDDEN.length; i++) {
            layers.layer(new DenseLayer.Builder().name("fc" + (i + 1)).nOut(HIDDEN[i]).build());
        }
        layers.layer(new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT).name("out").nOut(classes).activation(Activation.SOFTMAX).build());
        layers.setInputType(shape instanceof ImageShape image ? InputType.convolutional(image.height(), image.width(), image.channels())
                : InputType.feedForward(shape.numbers()));
        return new ModelDefinition(NAME, ModelDefinition.Kind.MULTI_LAYER_NETWORK, ModelDefinition.Weights.UNIFORM_BY_FAN_IN, layers.build().toJson());
    }
}
