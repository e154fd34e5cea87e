package io.perennial.worker.optimizer;

import java.io.Serializable;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.updaters.AdamUpdater;
import org.nd4j.linalg.api.ops.impl.updaters.NesterovsUpdater;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The update rule of a local step. All arrays are float32 vectors of one segment of trainable parameters, changed in place.
 * Where DL4J has the rule, its native kernel does the work, so that one worker equals DL4J's own {@code fit} bit for bit.
 */
public sealed interface InnerOptimizer extends Serializable {

    /** Names of the state vectors, each as long as the trainable parameters and zero at the start. */
    List<String> stateNames();

    /**
     * Takes one step.
     *
     * @param parameters   changed in place
     * @param gradient     of the mean loss; used as working memory, its content is lost
     * @param state        one vector for each of {@link #stateNames()}, changed in place
     * @param learningRate of this step
     * @param step         local steps done before this one, from 0
     */
    void step(INDArray parameters, INDArray gradient, List<INDArray> state, double learningRate, int step);

    /** {@code p -= rate * g}. */
    record Sgd() implements InnerOptimizer {
        @Override
        public List<String> stateNames() {
            return List.of();
        }

        @Override
        public void step(INDArray parameters, INDArray gradient, List<INDArray> state, double learningRate, int step) {
            parameters.subi(gradient.muli(learningRate));
        }
    }

    /** Heavy-ball momentum as PyTorch's SGD has it: {@code v = momentum * v + g; p -= rate * v}. */
    record Momentum(double momentum) implements InnerOptimizer {
        @Override
        public List<String> stateNames() {
            return List.of("velocity");
        }

        @Override
        public void step(INDArray parameters, INDArray gradient, List<INDArray> state, double learningRate, int step) {
            INDArray velocity = state.get(0);
            velocity.muli(momentum).addi(gradient);
            parameters.subi(gradient.assign(velocity).muli(learningRate));
        }
    }

    /**
     * Nesterov momentum as DL4J has it (Sutskever et al. 2013, in the form of Bengio et al. 2012):
     * {@code v' = momentum * v - rate * g; p += -momentum * v + (1 + momentum) * v'}.
     */
    record Nesterov(double momentum) implements InnerOptimizer {
        @Override
        public List<String> stateNames() {
            return List.of("velocity");
        }

        @Override
        public void step(INDArray parameters, INDArray gradient, List<INDArray> state, double learningRate, int step) {
            Nd4j.exec(new NesterovsUpdater(gradient, state.get(0), learningRate, momentum));
            parameters.subi(gradient);
        }
    }

    /**
     * Adam (Kingma and Ba 2015) in the efficient order of their section 2:
     * {@code p -= rate * sqrt(1 - beta2^t) / (1 - beta1^t) * m / (sqrt(v) + epsilon)}.
     */
    record Adam(double beta1, double beta2, double epsilon) implements InnerOptimizer {
        @Override
        public List<String> stateNames() {
            return List.of("secondMoment", "firstMoment");
        }

        @Override
        public void step(INDArray parameters, INDArray gradient, List<INDArray> state, double learningRate, int step) {
            Nd4j.exec(new AdamUpdater(gradient, state.get(0), state.get(1), learningRate, beta1, beta2, epsilon, step));
            parameters.subi(gradient);
        }
    }
}
