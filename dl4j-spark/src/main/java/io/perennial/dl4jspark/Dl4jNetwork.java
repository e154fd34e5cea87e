package io.perennial.dl4jspark;

import io.perennial.worker.model.HeapArrays;
import java.util.Collection;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.spark.api.TrainingHook;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** What training needs of DL4J's two networks. A local step is the network's own {@code fit}. */
sealed interface Dl4jNetwork {

    Model model();

    /** DL4J's JSON, with its counters at 0. */
    String configuration();

    /** Trains on one batch, hooks before and after. */
    void fit(MultiDataSet batch, Collection<TrainingHook> hooks);

    int iteration();

    int epoch();

    void count(int iteration, int epoch);

    /** The updater's state vector, a view; null if it has none. */
    INDArray updaterState();

    default float[] parameters() {
        return HeapArrays.copy(model().params());
    }

    default float[] updater() {
        INDArray state = updaterState();
        return state == null ? null : HeapArrays.copy(state);
    }

    default void load(RoundStart start) {
        HeapArrays.load(start.parameters(), 0, model().params());
        if (start.updater() != null) {
            HeapArrays.load(start.updater(), 0, updaterState());
        }
    }

    /** Of the last batch, the mean over its examples. */
    default double score() {
        return model().score();
    }

    void score(double score);

    static Dl4jNetwork build(NetworkSource source) {
        if (source.graph()) {
            ComputationGraph graph = new ComputationGraph(ComputationGraphConfiguration.fromJson(source.configuration()));
            graph.init();
            return new Graph(graph);
        }
        MultiLayerNetwork network = new MultiLayerNetwork(MultiLayerConfiguration.fromJson(source.configuration()));
        network.init();
        return new MultiLayer(network);
    }

    /** A MultiLayerNetwork. */
    record MultiLayer(MultiLayerNetwork network) implements Dl4jNetwork {
        @Override
        public Model model() {
            return network;
        }

        @Override
        public String configuration() {
            MultiLayerConfiguration configuration = network.getLayerWiseConfigurations().clone();
            configuration.setIterationCount(0);
            configuration.setEpochCount(0);
            return configuration.toJson();
        }

        @Override
        public void fit(MultiDataSet batch, Collection<TrainingHook> hooks) {
            INDArray featuresMask = batch.getFeaturesMaskArrays() == null ? null : batch.getFeaturesMaskArray(0);
            INDArray labelsMask = batch.getLabelsMaskArrays() == null ? null : batch.getLabelsMaskArray(0);
            DataSet single = new DataSet(batch.getFeatures(0), batch.getLabels(0), featuresMask, labelsMask);
            hooks.forEach(hook -> hook.preUpdate(single, network));
            network.fit(single);
            hooks.forEach(hook -> hook.postUpdate(single, network));
        }

        @Override
        public int iteration() {
            return network.getLayerWiseConfigurations().getIterationCount();
        }

        @Override
        public int epoch() {
            return network.getLayerWiseConfigurations().getEpochCount();
        }

        @Override
        public void count(int iteration, int epoch) {
            network.setIterationCount(iteration);
            network.setEpochCount(epoch);
        }

        @Override
        public void score(double score) {
            network.setScore(score);
        }

        @Override
        public INDArray updaterState() {
            return network.getUpdater().getStateViewArray();
        }
    }

    /** A ComputationGraph. */
    record Graph(ComputationGraph network) implements Dl4jNetwork {
        @Override
        public Model model() {
            return network;
        }

        @Override
        public String configuration() {
            ComputationGraphConfiguration configuration = network.getConfiguration().clone();
            configuration.setIterationCount(0);
            configuration.setEpochCount(0);
            return configuration.toJson();
        }

        @Override
        public void fit(MultiDataSet batch, Collection<TrainingHook> hooks) {
            hooks.forEach(hook -> hook.preUpdate(batch, network));
            network.fit(batch);
            hooks.forEach(hook -> hook.postUpdate(batch, network));
        }

        @Override
        public int iteration() {
            return network.getConfiguration().getIterationCount();
        }

        @Override
        public int epoch() {
            return network.getConfiguration().getEpochCount();
        }

        @Override
        public void count(int iteration, int epoch) {
            network.getConfiguration().setIterationCount(iteration);
            network.getConfiguration().setEpochCount(epoch);
        }

        @Override
        public void score(double score) {
            network.setScore(score);
        }

        @Override
        public INDArray updaterState() {
            return network.getUpdater().getStateViewArray();
        }
    }

    /** A round is over: what an iteration is to a listener on the driver. */
    static void tell(Collection<TrainingListener> listeners, Dl4jNetwork network) {
        listeners.forEach(listener -> listener.iterationDone(network.model(), network.iteration(), network.epoch()));
    }
}
