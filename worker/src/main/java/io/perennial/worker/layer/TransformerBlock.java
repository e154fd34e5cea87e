package io.perennial.worker.layer;

import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A block of a Transformer with the normalization first (pre-LN, Xiong et al. 2020): {@code x + attention(norm(x))}, then {@code y + mlp(norm(y))};
 * multi-head attention (Vaswani et al. 2017) and a layer of four times the width with GELU as {@code x sigmoid(1.702 x)} (Hendrycks and Gimpel 2016).
 * {@code [examples, tokens, width]} to the same shape.
 *
 * <p>Causal, a token attends to itself and those before it, and padding at the end is out of its sight; otherwise to all that the features' mask
 * {@code [examples, tokens]} has at 1.
 */
public final class TransformerBlock extends OwnLayer {

    static final String NORM1_GAIN = "norm1Gain";
    static final String NORM1_BIAS = "norm1Bias";
    static final String QKV_WEIGHTS = "qkvW";
    static final String QKV_BIAS = "qkvB";
    static final String OUT_WEIGHTS = "outW";
    static final String OUT_BIAS = "outB";
    static final String NORM2_GAIN = "norm2Gain";
    static final String NORM2_BIAS = "norm2Bias";
    static final String UP_WEIGHTS = "upW";
    static final String UP_BIAS = "upB";
    static final String DOWN_WEIGHTS = "downW";
    static final String DOWN_BIAS = "downB";
    private static final int EXPANSION = 4;

    private int width;
    private int heads;
    private boolean causal;
    private double dropout;
    private int depth;

    private TransformerBlock() {
        // for DL4J's reader
    }

    private TransformerBlock(int width, int heads, int depth, double dropout, boolean causal) {
        if (width < 1 || heads < 1 || width % heads != 0) {
            throw new IllegalArgumentException("width " + width + " is not divisible by " + heads + " heads");
        }
        this.width = width;
        this.heads = heads;
        this.depth = depth;
        this.dropout = checkDropout(dropout);
        this.causal = causal;
    }

    /**
     * A block of a decoder: no token sees a later one.
     *
     * @param depth   blocks in the network: the two weights that write into the sum start smaller by its root (Radford et al. 2019, section 2.3)
     * @param dropout of what attention and the dense layers add, at least 0 and below 1
     */
    public static TransformerBlock causal(int width, int heads, int depth, double dropout) {
        return new TransformerBlock(width, heads, depth, dropout, true);
    }

    /** A block of an encoder: every token sees all that are not padding; otherwise as {@link #causal}. */
    public static TransformerBlock bidirectional(int width, int heads, int depth, double dropout) {
        return new TransformerBlock(width, heads, depth, dropout, false);
    }

    @Override
    Computation<TransformerBlock> computation(NeuralNetConfiguration configuration, DataType dataType) {
        return new BlockComputation(configuration, dataType, this);
    }

    @Override
    public void defineParameters(SDLayerParams parameters) {
        parameters.clear();
        parameters.addWeightParam(QKV_WEIGHTS, width, 3L * width);
        parameters.addWeightParam(OUT_WEIGHTS, width, width);
        parameters.addWeightParam(UP_WEIGHTS, width, (long) EXPANSION * width);
        parameters.addWeightParam(DOWN_WEIGHTS, (long) EXPANSION * width, width);
        parameters.addBiasParam(NORM1_GAIN, width);
        parameters.addBiasParam(NORM1_BIAS, width);
        parameters.addBiasParam(QKV_BIAS, 3L * width);
        parameters.addBiasParam(OUT_BIAS, width);
        parameters.addBiasParam(NORM2_GAIN, width);
        parameters.addBiasParam(NORM2_BIAS, width);
        parameters.addBiasParam(UP_BIAS, (long) EXPANSION * width);
        parameters.addBiasParam(DOWN_BIAS, width);
    }

    @Override
    public void initializeParameters(Map<String, INDArray> parameters) {
        initializeNormal(parameters.get(QKV_WEIGHTS), INITIAL_DEVIATION);
        initializeNormal(parameters.get(UP_WEIGHTS), INITIAL_DEVIATION);
        double residual = INITIAL_DEVIATION / Math.sqrt(2.0 * depth);
        initializeNormal(parameters.get(OUT_WEIGHTS), residual);
        initializeNormal(parameters.get(DOWN_WEIGHTS), residual);
        initializeConstant(parameters, 1, NORM1_GAIN, NORM2_GAIN);
        initializeConstant(parameters, 0, NORM1_BIAS, QKV_BIAS, OUT_BIAS, NORM2_BIAS, UP_BIAS, DOWN_BIAS);
    }

    @Override
    public InputType getOutputType(int index, InputType inputType) {
        long tokens = inputType instanceof InputType.InputTypeRecurrent sequence ? sequence.getTimeSeriesLength() : -1;
        return InputType.recurrent(width, tokens, RNNFormat.NWC);
    }

    public int getWidth() {
        return width;
    }

    public void setWidth(int width) {
        this.width = width;
    }

    public int getHeads() {
        return heads;
    }

    public void setHeads(int heads) {
        this.heads = heads;
    }

    public boolean isCausal() {
        return causal;
    }

    public void setCausal(boolean causal) {
        this.causal = causal;
    }

    public double getDropout() {
        return dropout;
    }

    public void setDropout(double dropout) {
        this.dropout = dropout;
    }

    /** Blocks in the network. */
    public int getDepth() {
        return depth;
    }

    public void setDepth(int depth) {
        this.depth = depth;
    }
}
