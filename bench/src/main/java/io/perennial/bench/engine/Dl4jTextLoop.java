package io.perennial.bench.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** DL4J's {@code fit} of its own LSTM, fed with batches that are ready. */
final class Dl4jTextLoop implements Engine {

    private static final int WIDTH = 192;

    private final List<DataSet> batches = new ArrayList<>();
    private final int batch;
    private final MultiLayerNetwork network;
    private int next;

    Dl4jTextLoop(int batch, Texts texts) {
        this.batch = batch;
        int vocabulary = texts.vocabulary();
        network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder().seed(1).updater(new Nesterovs(RATE, MOMENTUM)).list()
                .layer(new EmbeddingSequenceLayer.Builder().nIn(vocabulary).nOut(WIDTH).inputLength(Texts.LENGTH).build())
                .layer(new LSTM.Builder().nOut(WIDTH).activation(Activation.TANH).build())
                .layer(new RnnOutputLayer.Builder(LossFunctions.LossFunction.MCXENT).nOut(vocabulary).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.recurrent(vocabulary, Texts.LENGTH)).build());
        network.init();
        for (int first = 0; first + batch <= EXAMPLES; first += batch) {
            int[] tokens = texts.tokens(first, batch);
            int[] labels = texts.next(first, batch);
            float[] features = new float[tokens.length];
            float[] rows = new float[tokens.length * vocabulary];
            for (int i = 0; i < tokens.length; i++) {
                features[i] = tokens[i];
                rows[i / Texts.LENGTH * vocabulary * Texts.LENGTH + labels[i] * Texts.LENGTH + i % Texts.LENGTH] = 1;
            }
            batches.add(new DataSet(Nd4j.createFromArray(features).reshape(batch, Texts.LENGTH), Nd4j.createFromArray(rows).reshape(batch, vocabulary, Texts.LENGTH)));
        }
    }

    @Override
    public Done train(double seconds) {
        long began = System.nanoTime();
        long done = 0;
        double[] losses = new double[16];
        double taken;
        do {
            network.fit(batches.get(next++ % batches.size()));
            // DL4J's score is the sum over the tokens for each window.
            losses[next % losses.length] = network.score() / Texts.LENGTH;
            done += batch;
            taken = (System.nanoTime() - began) / 1e9;
        } while (taken < seconds);
        return new Done(done, taken, Arrays.stream(losses).filter(loss -> loss > 0).average().orElse(Double.NaN));
    }
}
