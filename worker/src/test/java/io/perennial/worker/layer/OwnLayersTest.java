package io.perennial.worker.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.worker.natives.Natives;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Gradients of every layer of our own, each alone. */
class OwnLayersTest {

    private static final int WIDTH = 4;
    private static final int PARAMETERS = 12 * WIDTH * WIDTH + 13 * WIDTH;

    @BeforeAll
    static void natives() {
        Natives.prepare();
    }

    /** Three tokens and padding; four tokens. */
    private static INDArray mask() {
        return Nd4j.create(new double[][] {{1, 1, 1, 0}, {1, 1, 1, 1}});
    }

    private static INDArray sequences() {
        Nd4j.getRandom().setSeed(7);
        return Nd4j.randn(DataType.DOUBLE, 2, 4, WIDTH);
    }

    @Test
    void aCausalBlockHasTheGradientsOfItsOutput() {
        int compared = new FiniteDifferences(TransformerBlock.causal(WIDTH, 2, 1, 0), null, 3).check(sequences(), true);

        assertThat(compared).isEqualTo(PARAMETERS + 2 * 4 * WIDTH);
    }

    @Test
    void aBidirectionalBlockWithPaddingHasThem() {
        new FiniteDifferences(TransformerBlock.bidirectional(WIDTH, 4, 2, 0), mask(), 4).check(sequences(), true);
    }

    @Test
    void aBlockThatDropsOutHasThem() {
        new FiniteDifferences(TransformerBlock.causal(WIDTH, 1, 1, 0.4), null, 5).check(sequences(), true);
    }

    @Test
    void anLstmHasThemWithPaddingAndWithout() {
        int compared = new FiniteDifferences(LstmLayer.forward(WIDTH, 3, 0), null, 10).check(sequences(), true);

        assertThat(compared).isEqualTo((1 + WIDTH + 3) * 4 * 3 + 2 * 4 * WIDTH);
        new FiniteDifferences(LstmLayer.forward(WIDTH, 3, 0.3), mask(), 11).check(sequences(), true);
    }

    @Test
    void anLstmInBothDirectionsHasThemAlsoWhereAllSequencesAreShort() {
        new FiniteDifferences(LstmLayer.bidirectional(WIDTH, 3, 0), mask(), 12).check(sequences(), true);
        INDArray shorter = Nd4j.create(new double[][] {{1, 1, 0, 0}, {1, 1, 1, 0}});
        new FiniteDifferences(LstmLayer.bidirectional(WIDTH, 3, 0), shorter, 14).check(sequences(), true);
    }

    @Test
    void theFinalNormHasThem() {
        assertThat(new FiniteDifferences(new FinalNorm(WIDTH), null, 6).check(sequences(), true)).isEqualTo(2 * WIDTH + 2 * 4 * WIDTH);
    }

    @Test
    void theEmbeddingHasThemAlsoWhereATokenRepeatsAndSequencesAreShort() {
        INDArray ids = Nd4j.create(new double[][] {{1, 3, 1, 0}, {2, 1, 4, 4}});

        assertThat(new FiniteDifferences(TokenEmbedding.positioned(5, 6, WIDTH, 0), mask(), 8).check(ids, false)).isEqualTo(5 * WIDTH + 6 * WIDTH);
        new FiniteDifferences(TokenEmbedding.positioned(5, 4, WIDTH, 0.5), mask(), 9).check(ids, false);
    }

    @Test
    void theEmbeddingOfTokensWithAttributesHasThemAlsoWhereTwoAttributesShareAVector() {
        INDArray ids = Nd4j.create(new double[][][] {{{1, 3, 1, 0}, {2, 2, 5, 0}, {2, 6, 1, 0}}, {{2, 1, 4, 4}, {0, 3, 3, 3}, {6, 5, 4, 3}}});

        assertThat(new FiniteDifferences(TokenEmbedding.of(5, WIDTH, 0.3).withAttributes(7), mask(), 15).check(ids, false)).isEqualTo(5 * WIDTH + 7 * WIDTH);
        assertThat(new FiniteDifferences(TokenEmbedding.positioned(5, 4, WIDTH, 0).withAttributes(7), mask(), 16).check(ids, false))
                .isEqualTo(5 * WIDTH + 4 * WIDTH + 7 * WIDTH);
    }

    @Test
    void aSameDiffLayerOfDl4jsHasThemOnceItIsRepaired() {
        SelfAttentionLayer attention = new SelfAttentionLayer.Builder().nIn(3).nOut(4).nHeads(2).headSize(2).projectInput(true).build();

        new FiniteDifferences(attention, null, 13).check(Nd4j.randn(DataType.DOUBLE, 2, 3, 4), true);
    }

    @Test
    void whatAnEmbeddingCannotTakeSaysSo() {
        INDArray unknown = Nd4j.create(new double[][] {{1, 5}});
        INDArray tooLong = Nd4j.create(new double[][] {{1, 2, 3}});

        assertThatThrownBy(() -> new FiniteDifferences(TokenEmbedding.positioned(5, 2, WIDTH, 0), null, 1).check(unknown, false))
                .hasMessageContaining("token id 5").hasMessageContaining("0 to 4");
        assertThatThrownBy(() -> new FiniteDifferences(TokenEmbedding.positioned(5, 2, WIDTH, 0), null, 1).check(tooLong, false))
                .hasMessageContaining("3 tokens").hasMessageContaining("at most 2");
        INDArray attribute = Nd4j.create(new double[][][] {{{1, 2}, {3, 7}}});
        assertThatThrownBy(() -> new FiniteDifferences(TokenEmbedding.of(5, WIDTH, 0).withAttributes(7), null, 1).check(attribute, false))
                .hasMessageContaining("attribute 7").hasMessageContaining("0 to 6");
        assertThatThrownBy(() -> TransformerBlock.causal(6, 4, 1, 0)).hasMessageContaining("6").hasMessageContaining("4 heads");
    }
}
