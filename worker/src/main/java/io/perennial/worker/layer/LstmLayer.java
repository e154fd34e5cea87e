package io.perennial.worker.layer;

import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997, with a forget gate) over {@code [examples, tokens, inputs]}: forward, to
 * {@code [examples, tokens, width]}, or in both directions, to {@code [examples, tokens, 2 width]}. At padding, state and output are 0, so that the
 * way back begins at the last token. DL4J's own LSTM takes three times as long, and in both directions its padding changes what it gives.
 */
public final class LstmLayer extends OwnLayer {

    static final String WEIGHTS = "W";
    static final String BACK_WEIGHTS = "backW";
    /** Columns of the gates: input, forget, output, candidate. */
    static final int GATES = 4;

    private int inputs;
    private int width;
    private boolean bidirectional;
    private double dropout;

    private LstmLayer() {
        // for DL4J's reader
    }

    private LstmLayer(int inputs, int width, double dropout, boolean bidirectional) {
        this.inputs = inputs;
        this.width = width;
        this.dropout = checkDropout(dropout);
        this.bidirectional = bidirectional;
    }

    /**
     * Each token after those before it.
     *
     * @param inputs  numbers of a token that come in
     * @param width   numbers of a token that go out
     * @param dropout of the output
     */
    public static LstmLayer forward(int inputs, int width, double dropout) {
        return new LstmLayer(inputs, width, dropout, false);
    }

    /** Forward and back, side by side: {@code 2 width} numbers of a token go out. */
    public static LstmLayer bidirectional(int inputs, int width, double dropout) {
        return new LstmLayer(inputs, width, dropout, true);
    }

    @Override
    Computation<LstmLayer> computation(NeuralNetConfiguration configuration, DataType dataType) {
        return new LstmComputation(configuration, dataType, this);
    }

    /** Rows of the weights: a bias, the inputs, the output before. */
    @Override
    public void defineParameters(SDLayerParams parameters) {
        parameters.clear();
        parameters.addWeightParam(WEIGHTS, 1L + inputs + width, (long) GATES * width);
        if (bidirectional) {
            parameters.addWeightParam(BACK_WEIGHTS, 1L + inputs + width, (long) GATES * width);
        }
    }

    /** Uniform in +-1/sqrt(width), biases 0 but for the forget gate's, which is 1 (Jozefowicz et al. 2015). */
    @Override
    public void initializeParameters(Map<String, INDArray> parameters) {
        double bound = 1 / Math.sqrt(width);
        for (INDArray weights : parameters.values()) {
            weights.assign(Nd4j.rand(weights.dataType(), weights.shape()).muli(2 * bound).subi(bound));
            INDArray bias = weights.get(NDArrayIndex.point(0), NDArrayIndex.all());
            bias.assign(0);
            bias.get(NDArrayIndex.interval(width, 2L * width)).assign(1);
        }
    }

    @Override
    public InputType getOutputType(int index, InputType inputType) {
        long tokens = inputType instanceof InputType.InputTypeRecurrent sequence ? sequence.getTimeSeriesLength() : -1;
        return InputType.recurrent(bidirectional ? 2L * width : width, tokens, RNNFormat.NWC);
    }

    public int getInputs() {
        return inputs;
    }

    public void setInputs(int inputs) {
        this.inputs = inputs;
    }

    public int getWidth() {
        return width;
    }

    public void setWidth(int width) {
        this.width = width;
    }

    public boolean isBidirectional() {
        return bidirectional;
    }

    public void setBidirectional(boolean bidirectional) {
        this.bidirectional = bidirectional;
    }

    public double getDropout() {
        return dropout;
    }

    public void setDropout(double dropout) {
        this.dropout = dropout;
    }
}
