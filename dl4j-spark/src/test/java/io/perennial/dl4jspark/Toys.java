package io.perennial.dl4jspark;

import io.perennial.worker.model.HeapArrays;
import io.perennial.worker.natives.NativeThreads;
import io.perennial.worker.random.Stream;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Networks and examples that train in milliseconds. */
final class Toys {

    static final int INPUTS = 4;
    static final int CLASSES = 3;

    private Toys() {
    }

    static MultiLayerNetwork network(IUpdater updater, DataType type, double dropOut) {
        NativeThreads.use(1);
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder().seed(7).dataType(type).updater(updater).l2(1e-3)
                .gradientNormalization(GradientNormalization.ClipElementWiseAbsoluteValue).gradientNormalizationThreshold(10).list()
                .layer(new DenseLayer.Builder().nOut(8).activation(Activation.TANH).dropOut(dropOut).build())
                .layer(classes(8)).setInputType(InputType.feedForward(INPUTS)).build());
        network.init();
        return network;
    }

    static MultiLayerNetwork network(IUpdater updater) {
        return network(updater, DataType.FLOAT, 0);
    }

    /** Sequences in, a class a step out. */
    static MultiLayerNetwork recurrent(IUpdater updater) {
        NativeThreads.use(1);
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder().seed(7).updater(updater).list()
                .layer(new LSTM.Builder().nOut(5).activation(Activation.TANH).build())
                .layer(new RnnOutputLayer.Builder(LossFunction.MCXENT).nOut(CLASSES).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.recurrent(INPUTS)).build());
        network.init();
        return network;
    }

    /** Two inputs, one output. */
    static ComputationGraph graph(IUpdater updater) {
        NativeThreads.use(1);
        ComputationGraphConfiguration configuration = new NeuralNetConfiguration.Builder().seed(7).updater(updater).graphBuilder()
                .addInputs("left", "right").setInputTypes(InputType.feedForward(INPUTS), InputType.feedForward(INPUTS))
                .addLayer("l", new DenseLayer.Builder().nOut(4).activation(Activation.TANH).build(), "left")
                .addLayer("r", new DenseLayer.Builder().nOut(4).activation(Activation.RELU).build(), "right")
                .addVertex("both", new MergeVertex(), "l", "r")
                .addLayer("out", classes(8), "both").setOutputs("out").build();
        ComputationGraph graph = new ComputationGraph(configuration);
        graph.init();
        return graph;
    }

    private static OutputLayer classes(int in) {
        return new OutputLayer.Builder(LossFunction.MCXENT).nIn(in).nOut(CLASSES).activation(Activation.SOFTMAX).build();
    }

    /** One example each. */
    static List<DataSet> examples(int count) {
        List<DataSet> examples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            examples.add(new DataSet(features(i, "features", 1, INPUTS), label(i)));
        }
        return examples;
    }

    static List<MultiDataSet> pairs(int count) {
        List<MultiDataSet> examples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            examples.add(new org.nd4j.linalg.dataset.MultiDataSet(new INDArray[] {features(i, "left", 1, INPUTS), features(i, "right", 1, INPUTS)},
                    new INDArray[] {label(i)}));
        }
        return examples;
    }

    /** Sequences of 2, 3 and 4 steps. */
    static List<DataSet> sequences(int count) {
        List<DataSet> examples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int steps = 2 + i % 3;
            INDArray labels = Nd4j.zeros(DataType.FLOAT, 1, CLASSES, steps);
            for (int step = 0; step < steps; step++) {
                labels.putScalar(new int[] {0, (i + step) % CLASSES, step}, 1);
            }
            examples.add(new DataSet(features(i, "sequence", 1, INPUTS, steps), labels));
        }
        return examples;
    }

    private static INDArray features(int example, String purpose, long... shape) {
        Stream random = Stream.of(3, purpose, example);
        INDArray features = Nd4j.create(DataType.FLOAT, shape, 'c');
        for (int i = 0; i < features.length(); i++) {
            features.putScalar(i, random.nextFloat() * 2 - 1 + 0.3f * (example % CLASSES));
        }
        return features;
    }

    private static INDArray label(int example) {
        INDArray label = Nd4j.zeros(DataType.FLOAT, 1, CLASSES);
        label.putScalar(0, example % CLASSES, 1);
        return label;
    }

    /** Consecutive batches; the last may be smaller. */
    static List<DataSet> batches(List<DataSet> examples, int size) {
        List<DataSet> batches = new ArrayList<>();
        for (int i = 0; i < examples.size(); i += size) {
            batches.add(DataSet.merge(examples.subList(i, Math.min(examples.size(), i + size))));
        }
        return batches;
    }

    static float[] parameters(Model model) {
        return HeapArrays.copy(model.params());
    }
}
