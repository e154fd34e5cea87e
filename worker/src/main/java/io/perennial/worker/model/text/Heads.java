package io.perennial.worker.model.text;

import io.perennial.worker.model.ModelDefinition;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** What stands at the end of a text network: a class of the whole, or one of each token. */
final class Heads {

    private Heads() {
    }

    /** @return the graph, which gives {@code [examples, classes, tokens]} */
    static GraphBuilder perToken(GraphBuilder graph, int classes, String last) {
        return graph.addLayer("out", new RnnOutputLayer.Builder(LossFunction.MCXENT).nOut(classes).activation(Activation.SOFTMAX).build(), last)
                .setOutputs("out");
    }

    /** @return the graph, which gives {@code [examples, classes]}, of what the tokens' numbers are pooled to */
    static GraphBuilder pooled(GraphBuilder graph, PoolingType pooling, int classes, String last) {
        return graph.addLayer("pool", new GlobalPoolingLayer.Builder(pooling).build(), last)
                .addLayer("out", new OutputLayer.Builder(LossFunction.MCXENT).nOut(classes).activation(Activation.SOFTMAX).build(), "pool")
                .setOutputs("out");
    }

    static ModelDefinition definition(String name, GraphBuilder graph) {
        return new ModelDefinition(name, ModelDefinition.Kind.COMPUTATION_GRAPH, ModelDefinition.Weights.AS_CONFIGURED, graph.build().toJson());
    }
}
