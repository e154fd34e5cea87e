package io.perennial.driver.outer;

import io.perennial.worker.codec.Stretches;
import io.perennial.worker.model.ParameterLayout;
import io.perennial.worker.model.Slice;
import java.util.List;
import java.util.Map;

/**
 * What is made of the workers' mean delta at the end of a round. An optimizer sees trainable slices only; running statistics are
 * averaged plainly, frozen slices have a delta of zero. Arithmetic is in double precision and rounded once to float32.
 */
public sealed interface OuterOptimizer {

    /** Names of the state vectors, each as long as the parameter vector and zero at the start. */
    List<String> stateNames();

    /**
     * One element's step. Steps of different elements are taken at the same time.
     *
     * @param parameter before the round
     * @param delta     mean delta: the negative of a gradient
     * @param state     the state vectors, in the order of {@link #stateNames()}; element {@code i} is changed in place
     * @param innerRate inner learning rate of the round's last local step
     * @return the parameter after the round
     */
    double step(double parameter, double delta, float[][] state, int i, double innerRate);

    /**
     * Takes one step of all parameters.
     *
     * @param parameters before the round; not changed
     * @param meanDelta  weighted by the workers' examples
     * @param state      by name; vectors are replaced by fresh ones, so earlier ones stay what they were
     * @return a fresh parameter vector
     */
    default float[] step(ParameterLayout layout, float[] parameters, double[] meanDelta, Map<String, float[]> state, double innerRate) {
        float[] next = new float[parameters.length];
        float[][] vectors = stateNames().stream().map(name -> state.get(name).clone()).toArray(float[][]::new);
        for (Slice slice : layout.slices()) {
            boolean trainable = slice.kind() == Slice.Kind.TRAINABLE;
            Stretches.each(slice.offset(), slice.end(), (from, to) -> {
                for (int i = from; i < to; i++) {
                    next[i] = (float) (trainable ? step(parameters[i], meanDelta[i], vectors, i, innerRate) : parameters[i] + meanDelta[i]);
                }
            });
        }
        for (int v = 0; v < vectors.length; v++) {
            state.put(stateNames().get(v), vectors[v]);
        }
        return next;
    }

    /** Plain parameter averaging at a learning rate of 1: the parameters become the replicas' mean (McDonald et al. 2010). */
    record Average(double learningRate) implements OuterOptimizer {
        @Override
        public List<String> stateNames() {
            return List.of();
        }

        @Override
        public double step(double parameter, double delta, float[][] state, int i, double innerRate) {
            return parameter + learningRate * delta;
        }
    }

    /**
     * Nesterov momentum on the mean delta (DiLoCo, Douillard et al. 2023), as PyTorch's SGD has it:
     * {@code v = momentum * v + g; p -= rate * (g + momentum * v)} with {@code g = -delta}.
     */
    record Nesterov(double learningRate, double momentum) implements OuterOptimizer {
        @Override
        public List<String> stateNames() {
            return List.of("velocity");
        }

        @Override
        public double step(double parameter, double delta, float[][] state, int i, double innerRate) {
            state[0][i] = (float) (momentum * state[0][i] - delta);
            return parameter - learningRate * (-delta + momentum * state[0][i]);
        }
    }

    /**
     * Slow momentum (SlowMo, Wang et al. 2020, Algorithm 1): {@code u = momentum * u - delta / innerRate;
     * p -= rate * innerRate * u}.
     */
    record SlowMo(double learningRate, double momentum) implements OuterOptimizer {
        @Override
        public List<String> stateNames() {
            return List.of("slowMomentum");
        }

        @Override
        public double step(double parameter, double delta, float[][] state, int i, double innerRate) {
            if (innerRate == 0) {
                // A schedule's last step may be at a rate of 0: nothing was learnt in it, and momentum has no scale.
                return parameter + delta;
            }
            state[0][i] = (float) (momentum * state[0][i] - delta / innerRate);
            return parameter - learningRate * innerRate * state[0][i];
        }
    }

    /**
     * FedAdam (Reddi et al. 2021, Algorithm 2): {@code m = beta1 * m + (1 - beta1) * delta; v = beta2 * v + (1 - beta2) * delta^2;
     * p += rate * m / (sqrt(v) + tau)}; no bias correction, as in the paper.
     */
    record Adam(double learningRate, double beta1, double beta2, double tau) implements OuterOptimizer {
        @Override
        public List<String> stateNames() {
            return List.of("firstMoment", "secondMoment");
        }

        @Override
        public double step(double parameter, double delta, float[][] state, int i, double innerRate) {
            state[0][i] = (float) (beta1 * state[0][i] + (1 - beta1) * delta);
            state[1][i] = (float) (beta2 * state[1][i] + (1 - beta2) * delta * delta);
            return parameter + learningRate * state[0][i] / (Math.sqrt(state[1][i]) + tau);
        }
    }
}
