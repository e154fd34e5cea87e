package io.perennial.worker.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.worker.natives.Natives;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Each rule against its formula in double precision, over three steps of two numbers. */
class InnerOptimizerTest {

    private static final double[][] GRADIENTS = {{0.5, -2}, {-0.25, 1}, {0.125, 0.3}};
    private static final double RATE = 0.1;

    @BeforeAll
    static void natives() {
        Natives.prepare();
    }

    /** One number's step: parameter, gradient, working memory of two, step from 0. */
    private interface Rule {
        double step(double p, double g, double[] memory, int step);
    }

    @Test
    void sgd() {
        check(new InnerOptimizer.Sgd(), new WeightDecay.None(), (p, g, memory, t) -> p - RATE * g);
    }

    @Test
    void momentumIsPyTorchs() {
        check(new InnerOptimizer.Momentum(0.9), new WeightDecay.None(), (p, g, memory, t) -> {
            memory[0] = 0.9 * memory[0] + g;
            return p - RATE * memory[0];
        });
    }

    @Test
    void nesterovLooksAhead() {
        check(new InnerOptimizer.Nesterov(0.9), new WeightDecay.None(), (p, g, memory, t) -> {
            double before = memory[0];
            memory[0] = 0.9 * before - RATE * g;
            return p - 0.9 * before + 1.9 * memory[0];
        });
    }

    @Test
    void adam() {
        check(new InnerOptimizer.Adam(0.9, 0.999, 1e-8), new WeightDecay.None(), (p, g, memory, t) -> p - adam(g, memory, t));
    }

    @Test
    void adamWithDecoupledDecayIsAdamW() {
        check(new InnerOptimizer.Adam(0.9, 0.999, 1e-8), new WeightDecay.Decoupled(0.05), (p, g, memory, t) -> {
            double decayed = p - RATE * 0.05 * p;
            return decayed - adam(g, memory, t);
        });
    }

    @Test
    void aPenaltyGoesThroughTheMomentum() {
        check(new InnerOptimizer.Momentum(0.9), new WeightDecay.Penalty(0.05), (p, g, memory, t) -> {
            memory[0] = 0.9 * memory[0] + g + 0.05 * p;
            return p - RATE * memory[0];
        });
    }

    private static double adam(double g, double[] memory, int t) {
        memory[0] = 0.9 * memory[0] + 0.1 * g;
        memory[1] = 0.999 * memory[1] + 0.001 * g * g;
        double mean = memory[0] / (1 - Math.pow(0.9, t + 1));
        double square = memory[1] / (1 - Math.pow(0.999, t + 1));
        return RATE * mean / (Math.sqrt(square) + 1e-8);
    }

    private static void check(InnerOptimizer optimizer, WeightDecay decay, Rule rule) {
        double[] expected = {1, -3};
        double[][] memory = new double[2][2];
        INDArray parameters = Nd4j.createFromArray(1f, -3f);
        List<INDArray> state = optimizer.stateNames().stream().map(name -> Nd4j.createFromArray(0f, 0f)).toList();
        for (int step = 0; step < GRADIENTS.length; step++) {
            INDArray gradient = Nd4j.createFromArray((float) GRADIENTS[step][0], (float) GRADIENTS[step][1]);
            decay.apply(parameters, gradient, RATE);
            optimizer.step(parameters, gradient, state, RATE, step);
            for (int i = 0; i < 2; i++) {
                expected[i] = rule.step(expected[i], GRADIENTS[step][i], memory[i], step);
                assertThat(parameters.getFloat(i)).isCloseTo((float) expected[i], within(1e-5f));
            }
        }
    }
}
