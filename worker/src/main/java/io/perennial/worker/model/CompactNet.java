package io.perennial.worker.model;

import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * A few wide convolutions, which oneDNN runs near the machine's speed: 3x3 with 64, 128, 256 and 256 channels, each with batch norm
 * and ReLU, 2x2 max pooling after the first three, global max pooling, one dense layer.
 */
final class CompactNet {

    static final String NAME = "compact";

    private static final int[] CHANNELS = {64, 128, 256, 256};

    private CompactNet() {
    }

    static ModelDefinition definition(int channels, int height, int width, int classes) {
        NeuralNetConfiguration.ListBuilder layers = new NeuralNetConfiguration.Builder().seed(0)
                .weightInit(WeightInit.RELU).convolutionMode(ConvolutionMode.Same).list();
        for (int i = 0; i < CHANNELS.length; i++) {
            layers.layer(new ConvolutionLayer.Builder(3, 3).name("conv" + (i + 1)).stride(1, 1).nOut(CHANNELS[i]).hasBias(false)
                    .activation(Activation.IDENTITY).build());
            layers.layer(new BatchNormalization.Builder().name("norm" + (i + 1)).build());
            layers.layer(new ActivationLayer.Builder().name("relu" + (i + 1)).activation(Activation.RELU).build());
            if (i < CHANNELS.length - 1) {
                layers.layer(new SubsamplingLayer.Builder(PoolingType.MAX).name("pool" + (i + 1)).kernelSize(2, 2).stride(2, 2).build());
            }
        }
        layers.layer(new GlobalPoolingLayer.Builder(PoolingType.MAX).name("pool").build());
        layers.layer(new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT).name("out").nOut(classes).activation(Activation.SOFTMAX)
                .weightInit(WeightInit.XAVIER).build());
        layers.setInputType(InputType.convolutional(height, width, channels));
        return new ModelDefinition(NAME, ModelDefinition.Kind.MULTI_LAYER_NETWORK, ModelDefinition.Weights.AS_CONFIGURED, layers.build().toJson());
    }
}
