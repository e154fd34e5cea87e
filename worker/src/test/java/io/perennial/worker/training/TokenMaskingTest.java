package io.perennial.worker.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.datasets.Normalization;
import io.perennial.datasets.TokenExamples;
import io.perennial.datasets.TokenShape;
import io.perennial.worker.model.HeapArrays;
import io.perennial.worker.model.Minibatch;
import io.perennial.worker.model.ModelDefinition;
import io.perennial.worker.model.Models;
import io.perennial.worker.model.Network;
import io.perennial.worker.model.text.TextModelOptions;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

class TokenMaskingTest {

    private static final int LENGTH = 20;
    private static final int VOCABULARY = 30;
    private static final TokenShape SHAPE = new TokenShape(LENGTH, VOCABULARY, TokenShape.Target.MASKED_TOKEN);

    /** All whole but the last, which has a single token. */
    private static TokenExamples windows(int n) {
        TokenExamples.Builder builder = new TokenExamples.Builder(SHAPE);
        for (int i = 0; i < n; i++) {
            char[] window = new char[i == n - 1 ? 2 : LENGTH + 1];
            for (int t = 0; t < window.length; t++) {
                window[t] = (char) (3 + (5 * i + t) % (VOCABULARY - 3));
            }
            builder.add(100 + i, window);
        }
        return builder.build();
    }

    private static Batch batch(TokenExamples texts, long seed, long epoch) {
        BatchBuilder builder = BatchBuilder.augmented(texts, new Normalization(new float[0], new float[0]), VOCABULARY, Augmentation.NONE, seed);
        Batch batch = builder.batch(texts.size());
        for (int i = 0; i < texts.size(); i++) {
            builder.add(i, epoch, batch);
        }
        return batch;
    }

    @Test
    void whatIsHiddenIsAFunctionOfSeedEpochAndExample() {
        TokenExamples texts = windows(40);
        Batch batch = batch(texts, 1, 2);

        assertThat(batch(texts, 1, 2).features).isEqualTo(batch.features);
        assertThat(batch(texts, 1, 2).labelMask).isEqualTo(batch.labelMask);
        assertThat(batch(texts, 1, 3).labelMask).isNotEqualTo(batch.labelMask);
        assertThat(batch(texts, 2, 2).labelMask).isNotEqualTo(batch.labelMask);
        // Not of the place in a shard: the example of one identity is the same behind others.
        TokenExamples.Builder alone = new TokenExamples.Builder(SHAPE);
        char[] window = new char[LENGTH + 1];
        for (int t = 0; t < window.length; t++) {
            window[t] = (char) (t == LENGTH ? 3 : texts.token(7, t));
        }
        alone.add(texts.id(7), window);
        assertThat(batch(alone.build(), 1, 2).features).isEqualTo(Arrays.copyOfRange(batch.features, 7 * LENGTH, 8 * LENGTH));
    }

    @Test
    void aSeventhIsHiddenAndOfTheseMostAreMaskedSomeReplacedSomeLeft() {
        TokenExamples texts = windows(2001);
        Batch batch = batch(texts, 5, 0);
        int hidden = 0;
        int masked = 0;
        int replaced = 0;
        for (int i = 0; i < texts.size(); i++) {
            int ofExample = 0;
            for (int t = 0; t < LENGTH; t++) {
                int place = i * LENGTH + t;
                if (batch.labelMask[place] == 0) {
                    assertThat(batch.features[place]).isEqualTo(t < texts.length(i) ? texts.token(i, t) : TokenShape.PADDING);
                    continue;
                }
                ofExample++;
                assertThat(batch.mask[place]).as("only a token is hidden").isEqualTo(1);
                assertThat(batch.features[place]).isEqualTo((int) batch.features[place]).matches(id -> id >= 2 && id < VOCABULARY);
                assertThat(batch.labels[i * LENGTH * VOCABULARY + texts.token(i, t) * LENGTH + t]).isEqualTo(1);
                masked += batch.features[place] == 2 ? 1 : 0;
                replaced += batch.features[place] != 2 && batch.features[place] != texts.token(i, t) ? 1 : 0;
            }
            assertThat(ofExample).isPositive();
            hidden += ofExample;
        }
        assertThat(batch.tokens).isEqualTo(hidden);
        assertThat(hidden / 40_000.0).isCloseTo(0.15, within(0.01));
        assertThat((double) masked / hidden).isCloseTo(0.8, within(0.02));
        // One in 27 of those drawn is the token itself.
        assertThat((double) replaced / hidden).isCloseTo(0.1 * 26 / 27, within(0.015));
    }

    @Test
    void theGradientIsThatOfHiddenTokensAlone() {
        ModelDefinition definition = Models.builtIn("transformer-mlm", SHAPE, VOCABULARY, new TextModelOptions(8, 1, 2, 0));
        Network network = Models.build(definition);
        HeapArrays.load(Models.initialParameters(definition, 3), 0, network.parameters());
        Batch batch = batch(windows(6), 1, 0);
        float[] gradient = gradient(network, batch);

        int hidden = 0;
        while (batch.labelMask[hidden] == 0) {
            hidden++;
        }
        int shown = 0;
        while (batch.labelMask[shown] == 1) {
            shown++;
        }
        move(batch, shown);
        assertThat(gradient(network, batch)).isEqualTo(gradient);
        move(batch, hidden);
        assertThat(gradient(network, batch)).isNotEqualTo(gradient);
    }

    /** Gives a token of the first window another label. */
    private static void move(Batch batch, int token) {
        for (int c = 0; c < VOCABULARY; c++) {
            batch.labels[c * LENGTH + token] = c == 4 ? 1 : 0;
        }
    }

    private static float[] gradient(Network network, Batch batch) {
        network.computeGradient(new Minibatch(Nd4j.create(batch.features, new long[] {batch.size, LENGTH}, 'c'),
                Nd4j.create(batch.labels, new long[] {batch.size, VOCABULARY, LENGTH}, 'c'), Nd4j.create(batch.mask, new long[] {batch.size, LENGTH}, 'c'),
                Nd4j.create(batch.labelMask, new long[] {batch.size, LENGTH}, 'c')));
        return HeapArrays.copy(network.gradient());
    }
}
