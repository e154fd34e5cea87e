package io.perennial.worker.model.text;

import io.perennial.worker.model.ModelDefinition;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Networks of DL4J's LSTM layers over an embedding: forward only to predict the next token, in both directions to classify or tag. */
public final class Lstm {

    /** Name of the language model. */
    public static final String LANGUAGE_MODEL = "lstm-lm";
    /** Name of the network that reads in both directions. */
    public static final String BIDIRECTIONAL = "bilstm";

    private Lstm() {
    }

    /** Takes {@code [examples, tokens]}, gives {@code [examples, vocabulary, tokens]}. */
    public static ModelDefinition languageModel(int vocabulary, int tokens, TextModelOptions options) {
        GraphBuilder graph = graph(vocabulary, tokens);
        return definition(LANGUAGE_MODEL, perToken(graph, vocabulary, body(graph, vocabulary, options, false)));
    }

    /** Takes {@code [examples, tokens]}, gives {@code [examples, classes]}. */
    public static ModelDefinition classifier(int vocabulary, int tokens, int classes, TextModelOptions options) {
        GraphBuilder graph = graph(vocabulary, tokens);
        graph.addLayer("pool", new GlobalPoolingLayer.Builder(PoolingType.MAX).build(), body(graph, vocabulary, options, true))
                .addLayer("out", new OutputLayer.Builder(LossFunction.MCXENT).nOut(classes).activation(Activation.SOFTMAX).build(), "pool")
                .setOutputs("out");
        return definition(BIDIRECTIONAL, graph);
    }

    /** Takes {@code [examples, tokens]}, gives {@code [examples, classes, tokens]}. */
    public static ModelDefinition tagger(int vocabulary, int tokens, int classes, TextModelOptions options) {
        GraphBuilder graph = graph(vocabulary, tokens);
        return definition(BIDIRECTIONAL, perToken(graph, classes, body(graph, vocabulary, options, true)));
    }

    private static GraphBuilder graph(int vocabulary, int tokens) {
        return new NeuralNetConfiguration.Builder().seed(0).weightInit(WeightInit.XAVIER).graphBuilder().addInputs("tokens")
                .setInputTypes(InputType.recurrent(vocabulary, tokens));
    }

    private static String body(GraphBuilder graph, int vocabulary, TextModelOptions options, boolean bothDirections) {
        graph.addLayer("embedding", new EmbeddingSequenceLayer.Builder().nIn(vocabulary).nOut(options.width()).inferInputLength(true).build(), "tokens");
        String last = "embedding";
        for (int i = 1; i <= options.layers(); i++) {
            String name = "lstm" + i;
            LSTM.Builder lstm = new LSTM.Builder().nOut(options.width()).activation(Activation.TANH);
            if (options.dropout() > 0) {
                // DL4J counts what stays.
                lstm.dropOut(1 - options.dropout());
            }
            Layer layer = bothDirections ? new Bidirectional(Bidirectional.Mode.CONCAT, lstm.build()) : lstm.build();
            graph.addLayer(name, layer, last);
            last = name;
        }
        return last;
    }

    private static GraphBuilder perToken(GraphBuilder graph, int classes, String last) {
        return graph.addLayer("out", new RnnOutputLayer.Builder(LossFunction.MCXENT).nOut(classes).activation(Activation.SOFTMAX).build(), last)
                .setOutputs("out");
    }

    private static ModelDefinition definition(String name, GraphBuilder graph) {
        return new ModelDefinition(name, ModelDefinition.Kind.COMPUTATION_GRAPH, ModelDefinition.Weights.AS_CONFIGURED, graph.build().toJson());
    }
}
