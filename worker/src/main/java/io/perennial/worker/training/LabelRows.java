package io.perennial.worker.training;

import io.perennial.datasets.TokenExamples;
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

    int classes() {
        return classes;
    }

    /** Labels of each token, [classes, tokens]; those of padding are 0, and masked besides. */
    void write(TokenExamples texts, int example, int place, float[] target) {
        int tokens = texts.shape().tokens();
        int offset = place * classes * tokens;
        Arrays.fill(target, offset, offset + classes * tokens, 0);
        for (int t = 0, length = texts.length(example); t < length; t++) {
            if (ofOthers != 0) {
                for (int c = 0; c < classes; c++) {
                    target[offset + c * tokens + t] = ofOthers;
                }
            }
            target[offset + texts.label(example, t) * tokens + t] = ofTruth;
        }
    }
}
