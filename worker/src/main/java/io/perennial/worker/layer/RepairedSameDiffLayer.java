package io.perennial.worker.layer;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.deeplearning4j.nn.layers.samediff.SameDiffLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One of DL4J's SameDiff layers (self-attention, locally connected, capsules) with the gradient it should have. DL4J's hands on twice the gradient,
 * and k of them 2^k times: {@code ExternalErrorsFunction} both sets the output's gradient and returns it, and SameDiff adds the two. Half of what comes in
 * makes it right, exactly.
 */
public final class RepairedSameDiffLayer extends SameDiffLayer {

    private RepairedSameDiffLayer(NeuralNetConfiguration configuration, DataType dataType) {
        super(configuration, dataType);
    }

    /** Puts repaired layers in the place of those that need it. Before the network is given its gradients' memory. */
    public static void in(MultiLayerNetwork network) {
        replace(network.getLayers());
    }

    /** Puts repaired layers in the place of those that need it. Before the network is given its gradients' memory. */
    public static void in(ComputationGraph network) {
        replace(network.getLayers());
        for (Layer layer : network.getLayers()) {
            if (layer instanceof RepairedSameDiffLayer) {
                ((LayerVertex) network.getVertex(layer.conf().getLayer().getLayerName())).setLayer(layer);
            }
        }
    }

    private static void replace(Layer[] layers) {
        for (int i = 0; i < layers.length; i++) {
            layers[i] = repaired(layers[i]);
        }
    }

    /** The layer itself if nothing is wrong with it. */
    static Layer repaired(Layer layer) {
        if (layer.getClass() != SameDiffLayer.class) {
            return layer;
        }
        RepairedSameDiffLayer repaired = new RepairedSameDiffLayer(layer.conf(), ((SameDiffLayer) layer).getDataType());
        repaired.setIndex(layer.getIndex());
        repaired.setParamsViewArray(layer.params());
        repaired.setParamTable(layer.paramTable());
        return repaired;
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        return super.backpropGradient(epsilon.mul(0.5), workspaces);
    }
}
