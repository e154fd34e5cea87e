package io.perennial.worker.layer;

import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The layer normalization after the last block. {@code [examples, tokens, width]} to DL4J's {@code [examples, width, tokens]}, as which its output
 * and pooling layers take a sequence.
 */
public final class FinalNorm extends OwnLayer {

    private static final String GAIN = "gain";
    private static final String BIAS = "bias";

    private int width;

    private FinalNorm() {
        // for DL4J's reader
    }

    public FinalNorm(int width) {
        this.width = width;
    }

    @Override
    Computation<FinalNorm> computation(NeuralNetConfiguration configuration, DataType dataType) {
        return new NormComputation(configuration, dataType);
    }

    @Override
    public void defineParameters(SDLayerParams parameters) {
        parameters.clear();
        parameters.addBiasParam(GAIN, width);
        parameters.addBiasParam(BIAS, width);
    }

    @Override
    public void initializeParameters(Map<String, INDArray> parameters) {
        initializeConstant(parameters, 1, GAIN);
        initializeConstant(parameters, 0, BIAS);
    }

    @Override
    public InputType getOutputType(int index, InputType inputType) {
        return InputType.recurrent(width, inputType instanceof InputType.InputTypeRecurrent sequence ? sequence.getTimeSeriesLength() : -1);
    }

    public int getWidth() {
        return width;
    }

    public void setWidth(int width) {
        this.width = width;
    }

    private static final class NormComputation extends Computation<FinalNorm> {

        private final LayerNorm norm;
        private final Ones ones;

        NormComputation(NeuralNetConfiguration configuration, DataType dataType) {
            super(configuration, dataType);
            norm = new LayerNorm(scratch, "norm");
            ones = new Ones(scratch, "ones");
        }

        @Override
        INDArray forward(INDArray input, boolean training, LayerWorkspaceMgr workspaces) {
            INDArray output = activations(workspaces, input.shape());
            INDArray x = rows(input, scratch, "input");
            norm.forward(x, parameter(GAIN), parameter(BIAS), output.reshape('c', x.shape()));
            return output.permute(0, 2, 1);
        }

        @Override
        INDArray backward(INDArray epsilon, LayerWorkspaceMgr workspaces) {
            INDArray copy = scratch.array("epsilon", epsilon.size(0), epsilon.size(2), epsilon.size(1));
            copy.assign(epsilon.permute(0, 2, 1));
            INDArray input = activationGradient(workspaces, copy.shape());
            INDArray ofOutput = copy.reshape('c', copy.size(0) * copy.size(1), copy.size(2));
            norm.backward(ofOutput, parameter(GAIN), gradient(GAIN), gradient(BIAS), input.reshape('c', ofOutput.shape()), ones.of(ofOutput.size(0)));
            return input;
        }
    }
}
