package io.perennial.worker.model;

import io.perennial.errors.InputException;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * The network of PyTorch's CIFAR-10 tutorial ("Training a Classifier"): two 5x5 convolutions (6 and 16 channels), each with
 * ReLU and 2x2 max pooling, then dense layers of 120, 84 and the classes; 62,006 parameters for 3x32x32 and 10 classes.
 */
final class LeNet {

    static final String NAME = "lenet";
    /** Less than a 5x5 convolution, a 2x2 pooling, and both again leave one pixel of. */
    private static final int SMALLEST = 16;

    private LeNet() {
    }

    static ModelDefinition definition(int channels, int height, int width, int classes) {
        if (height < SMALLEST || width < SMALLEST) {
            throw new InputException("model: " + NAME + " takes images of at least " + SMALLEST + "x" + SMALLEST + " pixels, the data has "
                    + height + "x" + width + "; import the images with --size " + SMALLEST + "x" + SMALLEST + " or more, or give a DL4J configuration of your own");
        }
        var configuration = new NeuralNetConfiguration.Builder()
                // DL4J's default is the time of day, which would make every configuration another one.
                .seed(0)
                .activation(Activation.RELU)
                .convolutionMode(ConvolutionMode.Truncate)
                .list()
                .layer(convolution("conv1", 6))
                .layer(pool("pool1"))
                .layer(convolution("conv2", 16))
                .layer(pool("pool2"))
                .layer(new DenseLayer.Builder().name("fc1").nOut(120).build())
                .layer(new DenseLayer.Builder().name("fc2").nOut(84).build())
                .layer(new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT).name("fc3").nOut(classes)
                        .activation(Activation.SOFTMAX).build())
                .setInputType(InputType.convolutional(height, width, channels))
                .build();
        return new ModelDefinition(NAME, ModelDefinition.Kind.MULTI_LAYER_NETWORK, ModelDefinition.Weights.UNIFORM_BY_FAN_IN,
                configuration.toJson());
    }

    private static ConvolutionLayer convolution(String name, int channels) {
        return new ConvolutionLayer.Builder(5, 5).name(name).stride(1, 1).nOut(channels).build();
    }

    private static SubsamplingLayer pool(String name) {
        return new SubsamplingLayer.Builder(PoolingType.MAX).name(name).kernelSize(2, 2).stride(2, 2).build();
    }
}
