package io.perennial.bench.engine;

import io.perennial.worker.model.ModelDefinition;
import io.perennial.worker.model.Models;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Nesterovs;

/** DL4J's {@code fit}, fed with batches that are ready. */
final class Dl4jLoop implements Engine {

    private final List<DataSet> batches = new ArrayList<>();
    private final int batch;
    private final ComputationGraph graph;
    private final MultiLayerNetwork network;
    private int next;

    Dl4jLoop(String model, int batch, Images examples) {
        this.batch = batch;
        int classes = examples.data().classes().size();
        ModelDefinition definition = Models.builtIn(model, examples.data().shape(), classes);
        if (definition.kind() == ModelDefinition.Kind.COMPUTATION_GRAPH) {
            ComputationGraphConfiguration configuration = ComputationGraphConfiguration.fromJson(definition.configuration());
            configuration.getVertices().values().forEach(vertex -> {
                if (vertex instanceof LayerVertex layer) {
                    update(layer.getLayerConf().getLayer());
                }
            });
            graph = new ComputationGraph(configuration);
            graph.init();
            network = null;
        } else {
            MultiLayerConfiguration configuration = MultiLayerConfiguration.fromJson(definition.configuration());
            configuration.getConfs().forEach(layer -> update(layer.getLayer()));
            network = new MultiLayerNetwork(configuration);
            network.init();
            graph = null;
        }
        Model trained = graph == null ? network : graph;
        trained.setParams(Nd4j.createFromArray(Models.initialParameters(definition, 1)).reshape(1, -1));
        for (int first = 0; first + batch <= EXAMPLES; first += batch) {
            float[][] rows = new float[batch][classes];
            int[] labels = examples.labels(first, batch);
            for (int i = 0; i < batch; i++) {
                rows[i][labels[i]] = 1;
            }
            batches.add(new DataSet(Nd4j.createFromArray(examples.features(first, batch)).reshape(examples.data().shape().batch(batch)), Nd4j.createFromArray(rows)));
        }
    }

    private static void update(Layer layer) {
        if (layer instanceof BaseLayer updated) {
            updated.setIUpdater(new Nesterovs(RATE, MOMENTUM));
            updated.setBiasUpdater(null);
        }
    }

    @Override
    public Done train(double seconds) {
        long began = System.nanoTime();
        long done = 0;
        double[] losses = new double[Math.min(16, batches.size())];
        double taken;
        do {
            DataSet examples = batches.get(next++ % batches.size());
            if (graph == null) {
                network.fit(examples);
            } else {
                graph.fit(examples);
            }
            losses[next % losses.length] = graph == null ? network.score() : graph.score();
            done += batch;
            taken = (System.nanoTime() - began) / 1e9;
        } while (taken < seconds);
        return new Done(done, taken, Arrays.stream(losses).filter(loss -> loss > 0).average().orElse(Double.NaN));
    }
}
