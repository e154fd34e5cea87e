package io.perennial.worker.continual;

import java.io.Serializable;

/** What a local step minimizes of an example, as a function of the logits of a network that ends in a softmax. */
public interface OutputLoss extends Serializable {

    /**
     * The loss of one example and its gradient.
     *
     * @param key           {@linkplain io.perennial.datasets.Fingerprint fingerprint} of the example
     * @param probabilities of all examples of a batch
     * @param labels        of all examples of a batch; the row is replaced by the gradient of the loss with respect to the logits
     * @param offset        of the example's row in both
     * @param classes       length of a row
     * @return nats, where the loss is of that kind
     */
    double ofExample(long key, float[] probabilities, float[] labels, int offset, int classes);

    /** Cross-entropy of a row with its label; the label's row is replaced by the gradient. */
    static double crossEntropy(float[] probabilities, float[] labels, int offset, int classes) {
        double loss = 0;
        for (int c = offset; c < offset + classes; c++) {
            loss -= labels[c] == 0 ? 0 : labels[c] * Logits.log(probabilities[c]);
            labels[c] = probabilities[c] - labels[c];
        }
        return loss;
    }
}
