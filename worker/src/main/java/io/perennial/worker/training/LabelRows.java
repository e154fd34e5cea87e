package io.perennial.worker.training;

import java.util.Arrays;

/** Makes a label a row of a batch: one number a class. */
final class LabelRows {

    private final int classes;
    private final float ofOthers;
    private final float ofTruth;

    /** @param smoothing share that is dealt evenly over all classes, the true one included (Szegedy et al. 2016, section 7) */
    LabelRows(int classes, double smoothing) {
        this.classes = classes;
        this.ofOthers = (float) (smoothing / classes);
        this.ofTruth = (float) (1 - smoothing + smoothing / classes);
    }

    void write(int label, int place, float[] target) {
        Arrays.fill(target, place * classes, (place + 1) * classes, ofOthers);
        target[place * classes + label] = ofTruth;
    }
}
