package io.perennial.worker.model;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@link Network} over DL4J's {@link ComputationGraph} with one input and one output. */
final class ComputationGraphAdapter implements Network {

    private final ComputationGraph graph;
    private final ParameterLayout layout;
    private final INDArray parameters;
    private final INDArray gradient;

    ComputationGraphAdapter(ComputationGraph graph) {
        this.graph = graph;
        if (graph.getFlattenedGradients() == null) {
            graph.initGradientsView();
        }
        var vertices = graph.getVertices();
        // The flat vector follows the topological order, not the order of definition.
        Trainable[] ordered = Arrays.stream(graph.topologicalSortOrder()).mapToObj(i -> vertices[i]).toArray(Trainable[]::new);
        this.layout = Layouts.of(ordered);
        this.parameters = graph.params().reshape(layout.length());
        this.gradient = graph.getFlattenedGradients().reshape(layout.length());
    }

    @Override
    public ParameterLayout layout() {
        return layout;
    }

    @Override
    public INDArray parameters() {
        return parameters;
    }

    @Override
    public double computeGradient(Minibatch batch) {
        graph.setInput(0, batch.features());
        graph.setLabels(batch.labels());
        boolean masked = batch.featuresMask() != null || batch.labelsMask() != null;
        if (masked) {
            graph.setLayerMaskArrays(one(batch.featuresMask()), one(batch.labelsMask()));
        }
        graph.computeGradientAndScore();
        double loss = graph.score();
        if (masked) {
            graph.clearLayerMaskArrays();
        }
        graph.clear();
        return loss;
    }

    @Override
    public INDArray gradient() {
        return gradient;
    }

    @Override
    public void setStep(int step, int epoch) {
        graph.getConfiguration().setIterationCount(step);
        graph.getConfiguration().setEpochCount(epoch);
    }

    @Override
    public INDArray output(INDArray features, INDArray featuresMask) {
        return graph.output(false, new INDArray[] {features}, one(featuresMask))[0];
    }

    private static INDArray[] one(INDArray mask) {
        return mask == null ? null : new INDArray[] {mask};
    }

    @Override
    public INDArray outputInTraining(INDArray features) {
        return graph.output(true, features)[0];
    }

    @Override
    public INDArray embedding(INDArray features) {
        String output = graph.getConfiguration().getNetworkOutputs().get(0);
        String before = graph.getConfiguration().getVertexInputs().get(output).get(0);
        return graph.getConfiguration().getNetworkInputs().contains(before) ? features : graph.feedForward(new INDArray[] {features}, false).get(before);
    }

    @Override
    public void writeDl4j(OutputStream out) throws IOException {
        ModelSerializer.writeModel(graph, out, false);
    }
}
