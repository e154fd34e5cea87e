package io.perennial.worker.continual;

import io.perennial.worker.model.HeapArrays;
import io.perennial.worker.optimizer.GradientHook;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Elastic weight consolidation (Kirkpatrick et al., PNAS 2017; online as Schwarz et al., "Progress and Compress", ICML 2018, section 4):
 * adds the gradient of {@code lambda / 2 * sum of importance * (parameter - anchor)^2}.
 *
 * @param lambda     how strongly parameters are held
 * @param importance of each trainable element, as the segments have them one after another
 * @param anchor     where each is pulled to
 */
public record QuadraticPenalty(double lambda, float[] importance, float[] anchor) implements GradientHook {

    @Override
    public void apply(List<INDArray> parameters, List<INDArray> gradients) {
        int offset = 0;
        for (int segment = 0; segment < parameters.size(); segment++) {
            float[] at = HeapArrays.copy(parameters.get(segment));
            float[] gradient = HeapArrays.copy(gradients.get(segment));
            for (int i = 0; i < at.length; i++) {
                gradient[i] += (float) (lambda * importance[offset + i] * (at[i] - anchor[offset + i]));
            }
            HeapArrays.load(gradient, 0, gradients.get(segment));
            offset += at.length;
        }
    }
}
