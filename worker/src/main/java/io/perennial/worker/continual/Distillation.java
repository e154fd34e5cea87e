package io.perennial.worker.continual;

/**
 * Learning without forgetting (Li and Hoiem, ECCV 2016 and PAMI 2018): beside the cross-entropy of its label, a new example costs
 * {@code weight} times the cross-entropy between what the network said of it before and what it says now, both softened by a temperature.
 * Only classes that the network knew before take part.
 *
 * @param weight      of what was said before
 * @param temperature that logits are divided by
 * @param before      logits of the network that is refreshed
 */
public record Distillation(double weight, double temperature, StoredOutputs before) implements OutputLoss {

    @Override
    public double ofExample(long key, float[] probabilities, float[] labels, int offset, int classes) {
        double loss = OutputLoss.crossEntropy(probabilities, labels, offset, classes);
        int row = before.find(key);
        if (row < 0) {
            return loss;
        }
        double[] now = softened(Logits.centred(probabilities, offset, before.rows(), row, classes));
        double[] then = softened(Logits.centred(before.rows(), row, classes));
        double distilled = 0;
        for (int c = 0; c < classes; c++) {
            distilled -= then[c] == 0 ? 0 : then[c] * StrictMath.log(Math.max(Double.MIN_NORMAL, now[c]));
            labels[offset + c] += (float) (weight / temperature * (now[c] - then[c]));
        }
        return loss + weight * distilled;
    }

    /** Softmax over the numbers; 0 where there is none. */
    private double[] softened(double[] logits) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double logit : logits) {
            largest = Double.isNaN(logit) ? largest : Math.max(largest, logit);
        }
        double sum = 0;
        double[] soft = new double[logits.length];
        for (int c = 0; c < soft.length; c++) {
            soft[c] = Double.isNaN(logits[c]) ? 0 : StrictMath.exp((logits[c] - largest) / temperature);
            sum += soft[c];
        }
        for (int c = 0; c < soft.length; c++) {
            soft[c] /= sum;
        }
        return soft;
    }
}
