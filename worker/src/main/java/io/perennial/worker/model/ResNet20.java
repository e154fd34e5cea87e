package io.perennial.worker.model;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * The residual network of 20 layers for CIFAR-10 (He et al. 2016, section 4.2): three stages of three blocks with 16, 32 and 64
 * channels; where the size changes the shortcut is a 1x1 convolution (option B). 274,042 parameters for 3x32x32 and 10 classes,
 * of which 1,568 are batch norm's running statistics.
 */
final class ResNet20 {

    static final String NAME = "resnet20";

    private static final int[] CHANNELS = {16, 32, 64};
    private static final int BLOCKS = 3;

    private ResNet20() {
    }

    static ModelDefinition definition(int channels, int height, int width, int classes) {
        ComputationGraphConfiguration.GraphBuilder graph = new NeuralNetConfiguration.Builder().seed(0)
                .weightInit(WeightInit.RELU).convolutionMode(ConvolutionMode.Same).graphBuilder()
                .addInputs("image").setInputTypes(InputType.convolutional(height, width, channels));
        String last = relu(graph, convolution(graph, "stem", "image", 16, 3, 1));
        int from = 16;
        for (int stage = 0; stage < CHANNELS.length; stage++) {
            for (int block = 0; block < BLOCKS; block++) {
                int stride = stage > 0 && block == 0 ? 2 : 1;
                last = block(graph, "stage" + (stage + 1) + "-block" + (block + 1), last, from, CHANNELS[stage], stride);
                from = CHANNELS[stage];
            }
        }
        graph.addLayer("pool", new GlobalPoolingLayer.Builder(PoolingType.AVG).build(), last)
                .addLayer("out", new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT).nOut(classes).activation(Activation.SOFTMAX)
                        .weightInit(WeightInit.XAVIER).build(), "pool")
                .setOutputs("out");
        return new ModelDefinition(NAME, ModelDefinition.Kind.COMPUTATION_GRAPH, ModelDefinition.Weights.AS_CONFIGURED, graph.build().toJson());
    }

    private static String block(ComputationGraphConfiguration.GraphBuilder graph, String name, String input, int from, int to, int stride) {
        String first = relu(graph, convolution(graph, name + "-a", input, to, 3, stride));
        String second = convolution(graph, name + "-b", first, to, 3, 1);
        String shortcut = from == to && stride == 1 ? input : convolution(graph, name + "-shortcut", input, to, 1, stride);
        graph.addVertex(name + "-add", new ElementWiseVertex(ElementWiseVertex.Op.Add), second, shortcut);
        return relu(graph, name + "-add");
    }

    private static String convolution(ComputationGraphConfiguration.GraphBuilder graph, String name, String input, int channels, int kernel,
                                      int stride) {
        graph.addLayer(name, new ConvolutionLayer.Builder(kernel, kernel).stride(stride, stride).nOut(channels).hasBias(false)
                .activation(Activation.IDENTITY).build(), input);
        graph.addLayer(name + "-norm", new BatchNormalization.Builder().build(), name);
        return name + "-norm";
    }

    private static String relu(ComputationGraphConfiguration.GraphBuilder graph, String input) {
        graph.addLayer(input + "-relu", new ActivationLayer(Activation.RELU), input);
        return input + "-relu";
    }
}
