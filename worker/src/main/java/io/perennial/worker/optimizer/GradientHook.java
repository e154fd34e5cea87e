package io.perennial.worker.optimizer;

import io.perennial.worker.model.HeapArrays;
import java.io.Serializable;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.BooleanIndexing;
import org.nd4j.linalg.indexing.conditions.Conditions;

/**
 * Changes the gradient of a local step before the optimizer sees it: clipping, a penalty, a projection. Hooks run in the order
 * of the plan.
 */
public interface GradientHook extends Serializable {

    /**
     * @param parameters the segments of trainable parameters; not to be changed
     * @param gradients  of the mean loss, segment by segment; changed in place
     */
    void apply(List<INDArray> parameters, List<INDArray> gradients);

    /** Scales the whole gradient down to a Euclidean norm of at most {@code limit} (Pascanu, Mikolov and Bengio 2013). */
    record ClipNorm(double limit) implements GradientHook {
        @Override
        public void apply(List<INDArray> parameters, List<INDArray> gradients) {
            double squares = 0;
            // In plain Java: ND4J's reductions of whole arrays split by a number of threads that comes from the JVM's environment,
            // and so would the last bits of the norm.
            for (INDArray gradient : gradients) {
                for (float element : HeapArrays.copy(gradient)) {
                    squares += (double) element * element;
                }
            }
            double norm = Math.sqrt(squares);
            if (norm > limit) {
                gradients.forEach(gradient -> gradient.muli(limit / norm));
            }
        }
    }

    /** Limits every element to {@code -limit .. limit}. */
    record ClipValue(double limit) implements GradientHook {
        @Override
        public void apply(List<INDArray> parameters, List<INDArray> gradients) {
            for (INDArray gradient : gradients) {
                BooleanIndexing.replaceWhere(gradient, limit, Conditions.greaterThan(limit));
                BooleanIndexing.replaceWhere(gradient, -limit, Conditions.lessThan(-limit));
            }
        }
    }
}
