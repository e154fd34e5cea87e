package io.perennial.worker.continual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.worker.natives.Natives;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class OutputLossTest {

    private static final double[] LOGITS = {0.3, -1.2, 2.0, 0.1};
    private static final float[] LABEL = {0, 0, 0, 1};
    private static final StoredOutputs STORED = new StoredOutputs(new long[] {3, 9}, 4, new float[] {7, 7, 7, 7, 1.5f, 0.5f, Float.NaN, -2f});

    @Test
    void gradientsAreThoseOfTheLosses() {
        for (OutputLoss loss : List.of(new DarkReplay(0.3, 0.7, STORED), new Distillation(1.3, 2, STORED))) {
            for (long key : new long[] {9, 3, 5}) {
                float[] gradient = gradient(loss, key, LOGITS);
                for (int c = 0; c < LOGITS.length; c++) {
                    double[] above = LOGITS.clone();
                    above[c] += 1e-3;
                    double[] below = LOGITS.clone();
                    below[c] -= 1e-3;
                    double slope = (value(loss, key, above) - value(loss, key, below)) / 2e-3;
                    assertThat((double) gradient[c]).as("%s, example %d, class %d", loss.getClass().getSimpleName(), key, c).isCloseTo(slope, within(2e-3));
                }
            }
        }
    }

    @Test
    void darkReplayIsWhatAHandComputes() {
        // Classes 0, 1 and 3 are known; less their means -4/15 and 0 they are now 17/30, -14/15, 11/30 and were 1.5, 0.5, -2.
        double squares = Math.pow(17 / 30.0 - 1.5, 2) + Math.pow(-14 / 15.0 - 0.5, 2) + Math.pow(11 / 30.0 + 2, 2);
        double crossEntropy = -0.1 + Math.log(Math.exp(0.3) + Math.exp(-1.2) + Math.exp(2) + Math.exp(0.1));
        assertThat(value(new DarkReplay(0.3, 0.7, STORED), 9, LOGITS)).isCloseTo(0.7 * crossEntropy + 0.3 * squares / 3, within(1e-5));
        assertThat(value(new DarkReplay(0.3, 0.7, STORED), 5, LOGITS)).as("of an example that is not in the buffer").isCloseTo(crossEntropy, within(1e-5));
    }

    @Test
    void whoSaysWhatWasSaidBeforeIsNotPulled() {
        float[] said = {0.3f, -1.2f, 2.0f, 0.1f};
        StoredOutputs same = new StoredOutputs(new long[] {1}, 4, said);
        float[] plain = gradient(new DarkReplay(0, 1, StoredOutputs.NONE), 1, LOGITS);
        for (OutputLoss loss : List.of(new DarkReplay(5, 1, same), new Distillation(5, 2, same))) {
            float[] pulled = gradient(loss, 1, LOGITS);
            for (int c = 0; c < 4; c++) {
                assertThat(pulled[c]).isCloseTo(plain[c], within(1e-5f));
            }
        }
    }

    @Test
    void thePenaltyPullsWhatMatteredToWhereItWas() {
        Natives.prepare();
        INDArray first = Nd4j.createFromArray(1f, 2f);
        INDArray second = Nd4j.createFromArray(3f);
        INDArray firstGradient = Nd4j.createFromArray(0.5f, 0.5f);
        INDArray secondGradient = Nd4j.createFromArray(0.5f);
        new QuadraticPenalty(2, new float[] {1, 0, 0.5f}, new float[] {0, 9, 5}).apply(List.of(first, second), List.of(firstGradient, secondGradient));
        assertThat(firstGradient.toFloatVector()).containsExactly(2.5f, 0.5f);
        assertThat(secondGradient.toFloatVector()).containsExactly(-1.5f);
    }

    private static double value(OutputLoss loss, long key, double[] logits) {
        return loss.ofExample(key, softmax(logits), LABEL.clone(), 0, 4);
    }

    private static float[] gradient(OutputLoss loss, long key, double[] logits) {
        float[] labels = LABEL.clone();
        loss.ofExample(key, softmax(logits), labels, 0, 4);
        return labels;
    }

    private static float[] softmax(double[] logits) {
        double sum = 0;
        for (double logit : logits) {
            sum += Math.exp(logit);
        }
        float[] probabilities = new float[logits.length];
        for (int c = 0; c < logits.length; c++) {
            probabilities[c] = (float) (Math.exp(logits[c]) / sum);
        }
        return probabilities;
    }
}
