package io.perennial.worker.model.text;

import io.perennial.datasets.TokenShape;
import io.perennial.worker.model.ModelDefinition;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.distribution.UniformDistribution;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * A convolutional network for the class of a text (Kim 2014, "CNN-rand"): embeddings learned from random ones, 100 filters each over 3, 4
 * and 5 tokens with ReLU, the largest answer of each filter over the text, dropout, softmax. Padding changes nothing: it is masked where the
 * filters read and where the largest answer is taken.
 */
public final class TextCnn {

    public static final String NAME = "textcnn";

    private static final int[] WIDTHS = {3, 4, 5};
    private static final int FILTERS = 100;
    private static final int EMBEDDING = 128;
    /** DL4J's dropout is the share that is kept; the paper drops half. */
    private static final double KEPT = 0.5;
    private static final double EMBEDDING_BOUND = 0.25;

    private TextCnn() {
    }

    /** @param classes that texts are told into */
    public static ModelDefinition definition(TokenShape shape, int classes) {
        ComputationGraphConfiguration.GraphBuilder graph = new NeuralNetConfiguration.Builder()
                .seed(0)
                .weightInit(WeightInit.XAVIER)
                .graphBuilder()
                .addInputs("tokens")
                .setInputTypes(InputType.recurrent(shape.vocabulary(), shape.tokens()))
                .addLayer("embedding", new EmbeddingSequenceLayer.Builder().nIn(shape.vocabulary()).nOut(EMBEDDING).inputLength(shape.tokens())
                        .inferInputLength(false).weightInit(new UniformDistribution(-EMBEDDING_BOUND, EMBEDDING_BOUND)).build(), "tokens");
        for (int width : WIDTHS) {
            graph.addLayer("conv" + width, new Convolution1DLayer.Builder().kernelSize(width).stride(1).convolutionMode(ConvolutionMode.Same)
                    .nOut(FILTERS).activation(Activation.RELU).build(), "embedding");
            graph.addLayer("pool" + width, new GlobalPoolingLayer.Builder(PoolingType.MAX).build(), "conv" + width);
        }
        graph.addVertex("pooled", new MergeVertex(), IntStream.of(WIDTHS).mapToObj(width -> "pool" + width).toArray(String[]::new));
        graph.addLayer("out", new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT).nOut(classes).activation(Activation.SOFTMAX)
                .dropOut(KEPT).build(), "pooled");
        graph.setOutputs("out");
        return new ModelDefinition(NAME, ModelDefinition.Kind.COMPUTATION_GRAPH, ModelDefinition.Weights.AS_CONFIGURED, graph.build().toJson());
    }
}
