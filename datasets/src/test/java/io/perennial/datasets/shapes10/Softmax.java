package io.perennial.datasets.shapes10;

/** Multinomial logistic regression by plain gradient descent on small batches, in the order given: the same result on every run. */
final class Softmax {

    private static final int BATCH = 50;

    private final int features;
    private final int classes;
    private final float[][] weights;
    private final float[] bias;

    Softmax(int features, int classes) {
        this.features = features;
        this.classes = classes;
        this.weights = new float[classes][features];
        this.bias = new float[classes];
    }

    void train(float[][] x, int[] y, int epochs, float rate) {
        float[][] gradient = new float[BATCH][];
        for (int epoch = 0; epoch < epochs; epoch++) {
            float step = rate / (1 + 10f * epoch / epochs) / BATCH;
            for (int start = 0; start + BATCH <= x.length; start += BATCH) {
                for (int b = 0; b < BATCH; b++) {
                    gradient[b] = probabilities(x[start + b]);
                    gradient[b][y[start + b]] -= 1;
                }
                for (int b = 0; b < BATCH; b++) {
                    descend(x[start + b], gradient[b], step);
                }
            }
        }
    }

    private void descend(float[] x, float[] gradient, float step) {
        for (int c = 0; c < classes; c++) {
            float[] w = weights[c];
            float g = step * gradient[c];
            for (int f = 0; f < features; f++) {
                w[f] -= g * x[f];
            }
            bias[c] -= g;
        }
    }

    double accuracy(float[][] x, int[] y) {
        int right = 0;
        for (int i = 0; i < x.length; i++) {
            float[] p = probabilities(x[i]);
            int best = 0;
            for (int c = 1; c < classes; c++) {
                if (p[c] > p[best]) {
                    best = c;
                }
            }
            right += best == y[i] ? 1 : 0;
        }
        return (double) right / x.length;
    }

    private float[] probabilities(float[] x) {
        float[] p = new float[classes];
        float max = Float.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            p[c] = bias[c] + dot(weights[c], x);
            max = Math.max(max, p[c]);
        }
        float sum = 0;
        for (int c = 0; c < classes; c++) {
            p[c] = (float) StrictMath.exp(p[c] - max);
            sum += p[c];
        }
        for (int c = 0; c < classes; c++) {
            p[c] /= sum;
        }
        return p;
    }

    private float dot(float[] w, float[] x) {
        // Four sums: one would wait for itself at every step.
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        int f = 0;
        for (; f + 3 < features; f += 4) {
            a += w[f] * x[f];
            b += w[f + 1] * x[f + 1];
            c += w[f + 2] * x[f + 2];
            d += w[f + 3] * x[f + 3];
        }
        for (; f < features; f++) {
            a += w[f] * x[f];
        }
        return a + b + c + d;
    }
}
