package io.perennial.worker.layer;

import java.util.Arrays;
import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.AbstractLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Output and gradient of a layer of our own. Forward keeps what backward needs in a {@link Scratch} of its own, so backward computes nothing
 * again; as in all of DL4J, a layer goes backward once after it went forward, on the same thread.
 */
abstract class Computation<C extends OwnLayer> extends AbstractLayer<C> {

    private INDArray flat;
    private INDArray flatGradient;
    private Map<String, INDArray> parameters;
    private Map<String, INDArray> gradients;
    final Scratch scratch;

    Computation(NeuralNetConfiguration configuration, DataType dataType) {
        super(configuration, dataType);
        this.scratch = new Scratch(dataType);
    }

    /**
     * @param training whether to drop out
     * @return in the workspace of activations
     */
    abstract INDArray forward(INDArray input, boolean training, LayerWorkspaceMgr workspaces);

    /**
     * Sets every array of {@link #gradient(String)}.
     *
     * @param epsilon gradient of the output
     * @return gradient of the input, in the workspace of activations' gradients; null where the input has none
     */
    abstract INDArray backward(INDArray epsilon, LayerWorkspaceMgr workspaces);

    final INDArray parameter(String name) {
        return parameters.get(name);
    }

    /** Where a parameter's gradient belongs: a view of the network's flat gradient. */
    final INDArray gradient(String name) {
        return gradients.get(name);
    }

    @Override
    public final INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        assertInputSet(false);
        return forward(input, training, workspaces);
    }

    @Override
    public final Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        assertInputSet(true);
        INDArray ofInput = backward(epsilon, workspaces);
        Gradient gradient = new DefaultGradient();
        gradients.forEach((name, array) -> gradient.gradientForVariable().put(name, array));
        return new Pair<>(gradient, ofInput);
    }

    /** An array for the layer's output. */
    final INDArray activations(LayerWorkspaceMgr workspaces, long... shape) {
        return workspaces.createUninitialized(ArrayType.ACTIVATIONS, dataType, shape, 'c');
    }

    /** An array for the gradient of the layer's input. */
    final INDArray activationGradient(LayerWorkspaceMgr workspaces, long... shape) {
        return workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, dataType, shape, 'c');
    }

    /** The same numbers as {@code [examples * tokens, width]}, copied only if they do not lie so. */
    static INDArray rows(INDArray sequences, Scratch scratch, String name) {
        long rows = sequences.size(0) * sequences.size(1);
        long width = sequences.size(2);
        boolean dense = sequences.ordering() == 'c' && Arrays.equals(sequences.stride(), new long[] {sequences.size(1) * width, width, 1});
        if (dense) {
            return sequences.reshape('c', rows, width);
        }
        INDArray copy = scratch.array(name, sequences.shape());
        copy.assign(sequences);
        return copy.reshape('c', rows, width);
    }

    @Override
    public final INDArray params() {
        return flat;
    }

    @Override
    public final long numParams() {
        return flat == null ? 0 : flat.length();
    }

    @Override
    public final void setParams(INDArray values) {
        flat.assign(values);
    }

    @Override
    public final void setParamsViewArray(INDArray view) {
        flat = view;
    }

    @Override
    public final INDArray getParam(String name) {
        return parameters.get(name);
    }

    @Override
    public final void setParam(String name, INDArray values) {
        parameters.get(name).assign(values);
    }

    @Override
    public final void setParamTable(Map<String, INDArray> table) {
        if (parameters == null) {
            parameters = table;
        } else {
            table.forEach(this::setParam);
        }
    }

    @Override
    public final Map<String, INDArray> paramTable(boolean backpropParamsOnly) {
        return parameters;
    }

    @Override
    public final INDArray getGradientsViewArray() {
        return flatGradient;
    }

    @Override
    public final void setBackpropGradientsViewArray(INDArray view) {
        flatGradient = view;
        gradients = layerConf().initializer().getGradientsFromFlattened(conf(), view);
    }

    @Override
    public final boolean isPretrainLayer() {
        return false;
    }

    @Override
    public final void clearNoiseWeightParams() {
        // weight noise is not supported by layers of our own
    }
}
