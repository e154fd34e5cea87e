package io.perennial.worker.model.text;

import io.perennial.datasets.TokenShape;
import io.perennial.worker.layer.FinalNorm;
import io.perennial.worker.layer.LstmLayer;
import io.perennial.worker.layer.TokenEmbedding;
import io.perennial.worker.model.ModelDefinition;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.weights.WeightInit;

/** Networks of LSTM layers over an embedding, with a layer normalization at the end: forward only to predict the next token, in both directions to classify or tag. */
public final class Lstm {

    /** Name of the language model. */
    public static final String LANGUAGE_MODEL = "lstm-lm";
    /** Name of the network that reads in both directions. */
    public static final String BIDIRECTIONAL = "bilstm";

    private Lstm() {
    }

    /** Takes {@code [examples, tokens]}, gives {@code [examples, vocabulary, tokens]}. */
    public static ModelDefinition languageModel(int vocabulary, int tokens, TextModelOptions options) {
        GraphBuilder graph = graph(tokens);
        return Heads.definition(LANGUAGE_MODEL, Heads.perToken(graph, vocabulary, body(graph, TokenEmbedding.of(vocabulary, options.width(), options.dropout()), options, false)));
    }

    /** Takes {@code [examples, tokens]}, gives {@code [examples, classes]}. */
    public static ModelDefinition classifier(int vocabulary, int tokens, int classes, TextModelOptions options) {
        GraphBuilder graph = graph(tokens);
        return Heads.definition(BIDIRECTIONAL, Heads.pooled(graph, PoolingType.MAX, classes, body(graph, TokenEmbedding.of(vocabulary, options.width(), options.dropout()), options, true)));
    }

    /** Takes batches of the shape, gives {@code [examples, classes, tokens]}. */
    public static ModelDefinition tagger(TokenShape shape, int classes, TextModelOptions options) {
        GraphBuilder graph = graph(shape.tokens());
        TokenEmbedding embedding = TokenEmbedding.of(shape.vocabulary(), options.width(), options.dropout()).withAttributes(shape.wordBuckets());
        return Heads.definition(BIDIRECTIONAL, Heads.perToken(graph, classes, body(graph, embedding, options, true)));
    }

    private static GraphBuilder graph(int tokens) {
        return new NeuralNetConfiguration.Builder().seed(0).weightInit(WeightInit.XAVIER).graphBuilder().addInputs("tokens")
                .setInputTypes(InputType.feedForward(tokens));
    }

    private static String body(GraphBuilder graph, TokenEmbedding embedding, TextModelOptions options, boolean bothDirections) {
        graph.addLayer("embedding", embedding, "tokens");
        String last = "embedding";
        int inputs = options.width();
        for (int i = 1; i <= options.layers(); i++) {
            String name = "lstm" + i;
            graph.addLayer(name, bothDirections ? LstmLayer.bidirectional(inputs, options.width(), options.dropout())
                    : LstmLayer.forward(inputs, options.width(), options.dropout()), last);
            inputs = bothDirections ? 2 * options.width() : options.width();
            last = name;
        }
        graph.addLayer("norm", new FinalNorm(inputs), last);
        return "norm";
    }
}
