package io.perennial.worker.optimizer;

import java.io.Serializable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** How weights are pulled towards zero in a local step. Acts on all trainable parameters, as PyTorch's weight_decay does. */
public sealed interface WeightDecay extends Serializable {

    /**
     * Acts before the optimizer's rule. Changes {@code parameters} or {@code gradient} in place.
     *
     * @param learningRate of this step
     */
    void apply(INDArray parameters, INDArray gradient, double learningRate);

    /** Leaves weights alone. */
    record None() implements WeightDecay {
        @Override
        public void apply(INDArray parameters, INDArray gradient, double learningRate) {
            // nothing to pull
        }
    }

    /** L2 penalty: {@code g += rate * p}; goes through the optimizer's state like any gradient. */
    record Penalty(double rate) implements WeightDecay {
        @Override
        public void apply(INDArray parameters, INDArray gradient, double learningRate) {
            Nd4j.getBlasWrapper().axpy(rate, parameters, gradient);
        }
    }

    /** Decoupled decay (AdamW, Loshchilov and Hutter 2019): {@code p -= learningRate * rate * p}. */
    record Decoupled(double rate) implements WeightDecay {
        @Override
        public void apply(INDArray parameters, INDArray gradient, double learningRate) {
            parameters.muli(1 - learningRate * rate);
        }
    }
}
