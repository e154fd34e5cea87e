package io.perennial.worker.continual;

/**
 * Dark experience replay, DER++ (Buzzega et al., "Dark Experience for General Continual Learning", NeurIPS 2020, equation 6): an example of
 * the buffer costs {@code beta} times its cross-entropy and {@code alpha} times the mean squared difference of its logits from those that
 * are stored with it; any other example its cross-entropy. Logits are compared less their mean: a softmax does not see the rest.
 *
 * @param alpha  of the logits
 * @param beta   of the label
 * @param stored logits of the buffer's examples
 */
public record DarkReplay(double alpha, double beta, StoredOutputs stored) implements OutputLoss {

    @Override
    public double ofExample(long key, float[] probabilities, float[] labels, int offset, int classes) {
        double loss = OutputLoss.crossEntropy(probabilities, labels, offset, classes);
        int row = stored.find(key);
        if (row < 0) {
            return loss;
        }
        double[] now = Logits.centred(probabilities, offset, stored.rows(), row, classes);
        double[] then = Logits.centred(stored.rows(), row, classes);
        int numbers = 0;
        double squares = 0;
        for (int c = 0; c < classes; c++) {
            if (!Double.isNaN(then[c])) {
                numbers++;
                squares += (now[c] - then[c]) * (now[c] - then[c]);
            }
        }
        for (int c = 0; c < classes; c++) {
            double pull = Double.isNaN(then[c]) ? 0 : 2 * alpha / numbers * (now[c] - then[c]);
            labels[offset + c] = (float) (beta * labels[offset + c] + pull);
        }
        return beta * loss + alpha * squares / Math.max(1, numbers);
    }
}
