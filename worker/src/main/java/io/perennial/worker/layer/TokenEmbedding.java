package io.perennial.worker.layer;

import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The vector of each token plus, if asked for, that of its position and those of its word's attributes, all learned. Token ids {@code [examples, tokens]} to
 * {@code [examples, tokens, width]}; with attributes, whose vectors are one table, {@code [examples, 1 + attributes, tokens]}, token ids first. With
 * positions, sequences may be shorter than these, not longer.
 */
public final class TokenEmbedding extends OwnLayer {

    static final String TOKENS = "tokens";
    static final String POSITIONS = "positions";
    static final String ATTRIBUTES = "attributes";

    private int vocabulary;
    private int positions;
    private int attributes;
    private int width;
    private double dropout;

    private TokenEmbedding() {
        // for DL4J's reader
    }

    /**
     * Tokens and positions.
     *
     * @param vocabulary ids are 0 to {@code vocabulary - 1}
     * @param positions  tokens of the longest sequence
     * @param dropout    of the sum, at least 0 and below 1
     */
    public static TokenEmbedding positioned(int vocabulary, int positions, int width, double dropout) {
        return new TokenEmbedding(vocabulary, positions, width, dropout);
    }

    /** Tokens alone, in sequences of any length; otherwise as {@link #positioned}. */
    public static TokenEmbedding of(int vocabulary, int width, double dropout) {
        return new TokenEmbedding(vocabulary, 0, width, dropout);
    }

    /**
     * This layer, which also takes attributes.
     *
     * @param attributes that there are: they are numbers below it; 0 for none
     */
    public TokenEmbedding withAttributes(int attributes) {
        this.attributes = attributes;
        return this;
    }

    private TokenEmbedding(int vocabulary, int positions, int width, double dropout) {
        this.vocabulary = vocabulary;
        this.positions = positions;
        this.width = width;
        this.dropout = checkDropout(dropout);
    }

    @Override
    Computation<TokenEmbedding> computation(NeuralNetConfiguration configuration, DataType dataType) {
        return new EmbeddingComputation(configuration, dataType, this);
    }

    @Override
    public void defineParameters(SDLayerParams parameters) {
        parameters.clear();
        parameters.addWeightParam(TOKENS, vocabulary, width);
        if (positions > 0) {
            parameters.addWeightParam(POSITIONS, positions, width);
        }
        if (attributes > 0) {
            parameters.addWeightParam(ATTRIBUTES, attributes, width);
        }
    }

    @Override
    public void initializeParameters(Map<String, INDArray> parameters) {
        parameters.values().forEach(weights -> initializeNormal(weights, INITIAL_DEVIATION));
    }

    @Override
    public InputType getOutputType(int index, InputType inputType) {
        return InputType.recurrent(width, positions > 0 ? positions : -1, RNNFormat.NWC);
    }

    public int getVocabulary() {
        return vocabulary;
    }

    public void setVocabulary(int vocabulary) {
        this.vocabulary = vocabulary;
    }

    /** Tokens of the longest sequence; 0 where positions do not count. */
    public int getPositions() {
        return positions;
    }

    public void setPositions(int positions) {
        this.positions = positions;
    }

    /** Attributes that there are; 0 where tokens bring none. */
    public int getAttributes() {
        return attributes;
    }

    public void setAttributes(int attributes) {
        this.attributes = attributes;
    }

    public int getWidth() {
        return width;
    }

    public void setWidth(int width) {
        this.width = width;
    }

    public double getDropout() {
        return dropout;
    }

    public void setDropout(double dropout) {
        this.dropout = dropout;
    }
}
