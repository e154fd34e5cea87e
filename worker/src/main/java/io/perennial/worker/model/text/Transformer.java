package io.perennial.worker.model.text;

import io.perennial.datasets.TokenShape;
import io.perennial.worker.layer.FinalNorm;
import io.perennial.worker.layer.TokenEmbedding;
import io.perennial.worker.layer.TransformerBlock;
import io.perennial.worker.model.ModelDefinition;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.weights.WeightInitDistribution;

/**
 * Transformers: a decoder that predicts the next token (GPT: Radford et al. 2018, with the normalization first as in its second version), and an
 * encoder whose tokens see each other, for a class of the whole (mean over the tokens), one of each token, or what stands at hidden places.
 */
public final class Transformer {

    /** Name of the language model. */
    public static final String LANGUAGE_MODEL = "transformer-lm";
    /** Name of the encoder that tells hidden tokens. */
    public static final String MASKED_LANGUAGE_MODEL = "transformer-mlm";
    /** Name of the encoder. */
    public static final String ENCODER = "transformer";

    private Transformer() {
    }

    /**
     * Takes {@code [examples, tokens]}, gives {@code [examples, vocabulary, tokens]}: at each place the probabilities of the token after it.
     *
     * @param tokens of the longest sequence
     */
    public static ModelDefinition languageModel(int vocabulary, int tokens, TextModelOptions options) {
        GraphBuilder graph = graph(tokens);
        String last = body(graph, embedding(vocabulary, tokens, options), options.forAttention(), true);
        return Heads.definition(LANGUAGE_MODEL, Heads.perToken(graph, vocabulary, last));
    }

    /**
     * Takes {@code [examples, tokens]} of which some are hidden, gives {@code [examples, vocabulary, tokens]}: what stands at each place (BERT: Devlin et al.
     * 2019, section 3.1). Its layers but the last are those of {@link #classifier} and {@link #tagger}.
     */
    public static ModelDefinition maskedLanguageModel(int vocabulary, int tokens, TextModelOptions options) {
        GraphBuilder graph = graph(tokens);
        String last = body(graph, embedding(vocabulary, tokens, options), options.forAttention(), false);
        return Heads.definition(MASKED_LANGUAGE_MODEL, Heads.perToken(graph, vocabulary, last));
    }

    /** Takes {@code [examples, tokens]} of any length up to {@code tokens}, gives {@code [examples, classes]}. */
    public static ModelDefinition classifier(int vocabulary, int tokens, int classes, TextModelOptions options) {
        GraphBuilder graph = graph(tokens);
        String last = body(graph, embedding(vocabulary, tokens, options), options.forAttention(), false);
        return Heads.definition(ENCODER, Heads.pooled(graph, PoolingType.AVG, classes, last));
    }

    /** Takes batches of the shape, of any length up to its own, gives {@code [examples, classes, tokens]}. */
    public static ModelDefinition tagger(TokenShape shape, int classes, TextModelOptions options) {
        GraphBuilder graph = graph(shape.tokens());
        String last = body(graph, embedding(shape.vocabulary(), shape.tokens(), options).withAttributes(shape.wordBuckets()), options.forAttention(), false);
        return Heads.definition(ENCODER, Heads.perToken(graph, classes, last));
    }

    private static GraphBuilder graph(int tokens) {
        return new NeuralNetConfiguration.Builder().seed(0).weightInit(new WeightInitDistribution(new NormalDistribution(0, 0.02)))
                .graphBuilder().addInputs("tokens").setInputTypes(InputType.feedForward(tokens));
    }

    private static TokenEmbedding embedding(int vocabulary, int tokens, TextModelOptions options) {
        return TokenEmbedding.positioned(vocabulary, tokens, options.width(), options.dropout());
    }

    /** @return name of the last layer, which gives {@code [examples, width, tokens]} */
    private static String body(GraphBuilder graph, TokenEmbedding embedding, TextModelOptions options, boolean causal) {
        graph.addLayer("embedding", embedding, "tokens");
        String last = "embedding";
        for (int i = 1; i <= options.layers(); i++) {
            String name = "block" + i;
            graph.addLayer(name, causal ? TransformerBlock.causal(options.width(), options.heads(), options.layers(), options.dropout())
                    : TransformerBlock.bidirectional(options.width(), options.heads(), options.layers(), options.dropout()), last);
            last = name;
        }
        graph.addLayer("norm", new FinalNorm(options.width()), last);
        return "norm";
    }
}
