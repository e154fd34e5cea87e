package io.perennial.worker.continual;

/** Logits from probabilities: they are the logarithms, up to a constant. */
public final class Logits {

    /** Below it a probability's logarithm is not finite. */
    private static final float SMALLEST = 1e-30f;

    private Logits() {
    }

    /** Natural logarithm of a probability. */
    public static double log(float probability) {
        return StrictMath.log(Math.max(SMALLEST, probability));
    }

    /**
     * Logarithms of a row of probabilities, of the classes that {@code known} has a number for, less their mean; NaN for the others.
     *
     * @param known row of logits, from {@code from}
     */
    static double[] centred(float[] probabilities, int offset, float[] known, int from, int classes) {
        double[] logits = new double[classes];
        for (int c = 0; c < classes; c++) {
            logits[c] = Float.isNaN(known[from + c]) ? Double.NaN : log(probabilities[offset + c]);
        }
        return centred(logits);
    }

    /** A row of logits less the mean of those that are numbers. */
    static double[] centred(float[] row, int from, int classes) {
        double[] logits = new double[classes];
        for (int c = 0; c < classes; c++) {
            logits[c] = row[from + c];
        }
        return centred(logits);
    }

    private static double[] centred(double[] logits) {
        double sum = 0;
        int numbers = 0;
        for (double logit : logits) {
            sum += Double.isNaN(logit) ? 0 : logit;
            numbers += Double.isNaN(logit) ? 0 : 1;
        }
        for (int c = 0; c < logits.length; c++) {
            logits[c] -= sum / Math.max(1, numbers);
        }
        return logits;
    }
}
