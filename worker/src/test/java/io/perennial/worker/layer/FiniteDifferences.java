package io.perennial.worker.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.samediff.AbstractSameDiffLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Compares a layer's gradients with central differences of {@code sum(weights * output)}, in double precision: every parameter, and the input
 * where it has a gradient. A factor of 2 is as wrong as a sign.
 */
final class FiniteDifferences {

    private static final double STEP = 1e-5;
    private static final LayerWorkspaceMgr WORKSPACES = LayerWorkspaceMgr.noWorkspaces();

    private final AbstractSameDiffLayer configuration;
    private final Layer layer;
    private final INDArray parameters;
    private final INDArray mask;
    private final long seed;

    /**
     * @param mask of the features, or null
     * @param seed of ND4J's generator before every forward pass, so that dropout drops the same
     */
    FiniteDifferences(AbstractSameDiffLayer configuration, INDArray mask, long seed) {
        this.configuration = configuration;
        this.mask = mask;
        this.seed = seed;
        configuration.setLayerName("layer");
        NeuralNetConfiguration whole = new NeuralNetConfiguration.Builder().seed(1).dataType(DataType.DOUBLE).layer(configuration).build();
        long length = whole.getLayer().initializer().numParams(whole);
        Nd4j.getRandom().setSeed(seed);
        // Not as initialized, where biases are 0 and attention is nearly even: everything must matter.
        parameters = Nd4j.randn(DataType.DOUBLE, 1, length).muli(0.4);
        layer = RepairedSameDiffLayer.repaired(whole.getLayer().instantiate(whole, List.of(), 0, parameters, false, DataType.DOUBLE));
        layer.setBackpropGradientsViewArray(Nd4j.create(DataType.DOUBLE, 1, length));
    }

    private INDArray output(INDArray input) {
        layer.setInput(input, WORKSPACES);
        layer.feedForwardMaskArray(mask, null, (int) input.size(0));
        Nd4j.getRandom().setSeed(seed);
        return layer.activate(true, WORKSPACES);
    }

    /** @return number of gradients compared */
    int check(INDArray input, boolean ofInput) {
        INDArray weights = Nd4j.rand(DataType.DOUBLE, output(input).shape()).subi(0.5);
        output(input);
        Pair<?, INDArray> back = layer.backpropGradient(weights.dup(), WORKSPACES);
        Map<String, INDArray> gradients = configuration.initializer().getGradientsFromFlattened(layer.conf(), layer.getGradientsViewArray());
        int compared = 0;
        for (Map.Entry<String, INDArray> parameter : layer.paramTable(false).entrySet()) {
            compared += compare(parameter.getKey(), parameter.getValue(), gradients.get(parameter.getKey()).dup('c'), input, weights);
        }
        if (ofInput) {
            compared += compare("input", input, back.getSecond().dup('c'), input, weights);
        } else {
            assertThat(back.getSecond()).isNull();
        }
        return compared;
    }

    private int compare(String name, INDArray values, INDArray gradient, INDArray input, INDArray weights) {
        assertThat(gradient.shape()).isEqualTo(values.shape());
        for (long i = 0; i < values.length(); i++) {
            double value = values.getDouble(i);
            values.putScalar(i, value + STEP);
            double above = output(input).mul(weights).sumNumber().doubleValue();
            values.putScalar(i, value - STEP);
            double below = output(input).mul(weights).sumNumber().doubleValue();
            values.putScalar(i, value);
            double expected = (above - below) / (2 * STEP);
            assertThat(gradient.getDouble(i)).as("gradient of %s[%s]", name, i).isCloseTo(expected, within(1e-7 + 1e-6 * Math.abs(expected)));
        }
        return (int) values.length();
    }
}
