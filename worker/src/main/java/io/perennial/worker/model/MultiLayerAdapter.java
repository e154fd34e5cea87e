package io.perennial.worker.model;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@link Network} over DL4J's {@link MultiLayerNetwork}. */
final class MultiLayerAdapter implements Network {

    private final MultiLayerNetwork network;
    private final ParameterLayout layout;
    private final INDArray parameters;
    private final INDArray gradient;

    MultiLayerAdapter(MultiLayerNetwork network) {
        this.network = network;
        if (network.getFlattenedGradients() == null) {
            network.initGradientsView();
        }
        this.layout = Layouts.of(network.getLayers());
        this.parameters = network.params().reshape(layout.length());
        this.gradient = network.getFlattenedGradients().reshape(layout.length());
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
        network.setInput(batch.features());
        network.setLabels(batch.labels());
        boolean masked = batch.featuresMask() != null || batch.labelsMask() != null;
        if (masked) {
            network.setLayerMaskArrays(batch.featuresMask(), batch.labelsMask());
        }
        network.computeGradientAndScore();
        double loss = network.score();
        if (masked) {
            network.clearLayerMaskArrays();
        }
        network.setInput(null);
        network.setLabels(null);
        return loss;
    }

    @Override
    public INDArray gradient() {
        return gradient;
    }

    @Override
    public void setStep(int step, int epoch) {
        network.setIterationCount(step);
        network.setEpochCount(epoch);
    }

    @Override
    public INDArray output(INDArray features, INDArray featuresMask) {
        return network.output(features, false, featuresMask, null);
    }

    @Override
    public INDArray outputInTraining(INDArray features) {
        return network.output(features, true);
    }

    @Override
    public INDArray embedding(INDArray features) {
        int last = network.getnLayers() - 2;
        if (last < 0) {
            return features;
        }
        List<INDArray> activations = network.feedForwardToLayer(last, features, false);
        return activations.get(activations.size() - 1);
    }

    @Override
    public void writeDl4j(OutputStream out) throws IOException {
        ModelSerializer.writeModel(network, out, false);
    }
}
