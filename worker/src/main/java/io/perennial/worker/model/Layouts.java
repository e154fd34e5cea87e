package io.perennial.worker.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.samediff.AbstractSameDiffLayer;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.layers.FrozenLayerWithBackprop;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Sgd;

/** Reads a DL4J network's layout of its flat parameter vector. */
final class Layouts {

    private Layouts() {
    }

    /** @param layers in the order of the flat vector */
    static ParameterLayout of(Trainable[] layers) {
        List<Slice> slices = new ArrayList<>();
        int offset = 0;
        for (int i = 0; i < layers.length; i++) {
            Trainable layer = layers[i];
            if (layer.numParams() == 0) {
                continue;
            }
            String given = layer.getConfig() == null ? null : layer.getConfig().getLayerName();
            String name = given == null ? Integer.toString(i) : given;
            for (Map.Entry<String, INDArray> parameter : layer.paramTable(false).entrySet()) {
                int length = Math.toIntExact(parameter.getValue().length());
                slices.add(new Slice(name, parameter.getKey(), offset, length, parameter.getValue().shape().clone(),
                        kind(layer, parameter.getKey())));
                offset += length;
            }
        }
        return new ParameterLayout(slices);
    }

    private static Slice.Kind kind(Trainable layer, String parameter) {
        Object implementation = layer instanceof GraphVertex vertex ? vertex.getLayer() : layer;
        if (implementation instanceof FrozenLayer || implementation instanceof FrozenLayerWithBackprop) {
            return Slice.Kind.FROZEN;
        }
        // DL4J's own mark of a "gradient" that is really a new value of a running statistic.
        if (!layer.updaterDivideByMinibatch(parameter)) {
            return Slice.Kind.STATISTIC;
        }
        // A learning rate of 0 is how one parameter of a DL4J layer is frozen (updater NoOp would apply the raw gradient).
        var config = layer.getConfig();
        if ((config instanceof BaseLayer || config instanceof AbstractSameDiffLayer) && config.getUpdaterByParam(parameter) instanceof Sgd sgd
                && sgd.getLearningRate() == 0.0 && sgd.getLearningRateSchedule() == null) {
            return Slice.Kind.FROZEN;
        }
        return Slice.Kind.TRAINABLE;
    }
}
