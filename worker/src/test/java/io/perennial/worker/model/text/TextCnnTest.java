package io.perennial.worker.model.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.datasets.TokenShape;
import io.perennial.worker.model.HeapArrays;
import io.perennial.worker.model.Minibatch;
import io.perennial.worker.model.ModelDefinition;
import io.perennial.worker.model.Models;
import io.perennial.worker.model.Network;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class TextCnnTest {

    private static final int VOCABULARY = 50;
    private static final float[][] TEXTS = {{3, 4, 5, 6, 7}, {8, 9}, {10}};

    private static ModelDefinition of(int tokens) {
        return Models.builtIn(TextCnn.NAME, new TokenShape(tokens, VOCABULARY, TokenShape.Target.CLASS), 3);
    }

    private static INDArray features(int tokens) {
        INDArray features = Nd4j.zeros(TEXTS.length, tokens);
        for (int i = 0; i < TEXTS.length; i++) {
            for (int t = 0; t < TEXTS[i].length; t++) {
                features.putScalar(i, t, TEXTS[i][t]);
            }
        }
        return features;
    }

    private static INDArray mask(int tokens) {
        return features(tokens).gt(0).castTo(org.nd4j.linalg.api.buffer.DataType.FLOAT);
    }

    @Test
    void takesTextsAndTellsClasses() {
        Models.checkFits(of(8), new TokenShape(8, VOCABULARY, TokenShape.Target.CLASS), 3);
    }

    @Test
    void paddingChangesNeitherOutputNorGradient() {
        float[] parameters = Models.initialParameters(of(6), 7);
        float[][] outputs = new float[2][];
        float[][] gradients = new float[2][];
        int[] lengths = {6, 17};
        for (int i = 0; i < 2; i++) {
            Network network = Models.build(of(lengths[i]));
            HeapArrays.load(parameters, 0, network.parameters());
            outputs[i] = HeapArrays.copy(network.output(features(lengths[i]), mask(lengths[i])).dup('c'));
            Nd4j.getRandom().setSeed(5);
            network.computeGradient(new Minibatch(features(lengths[i]), Nd4j.eye(3), mask(lengths[i]), null));
            gradients[i] = HeapArrays.copy(network.gradient());
        }
        assertThat(outputs[0]).usingComparatorWithPrecision(1e-6f).containsExactly(outputs[1]);
        assertThat(gradients[0]).usingComparatorWithPrecision(1e-5f).containsExactly(gradients[1]);
    }

    @Test
    void dropoutIsDecidedByTheSeedOfTheStep() {
        Network network = Models.build(of(6));
        HeapArrays.load(Models.initialParameters(of(6), 7), 0, network.parameters());
        float[][] gradients = new float[3][];
        long[] seeds = {5, 5, 6};
        for (int i = 0; i < 3; i++) {
            Nd4j.getRandom().setSeed(seeds[i]);
            network.computeGradient(new Minibatch(features(6), Nd4j.eye(3), mask(6), null));
            gradients[i] = HeapArrays.copy(network.gradient());
        }
        assertThat(gradients[0]).isEqualTo(gradients[1]).isNotEqualTo(gradients[2]);
    }
}
