package io.perennial.driver.outer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.worker.model.ParameterLayout;
import io.perennial.worker.model.Slice;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each rule against its paper's formula, written out once more for one number over three rounds. */
class OuterOptimizerTest {

    private static final double[] DELTAS = {0.5, -0.25, 0.125};
    private static final double INNER_RATE = 0.1;
    private static final float TOLERANCE = 1e-6f;

    private final ParameterLayout layout = new ParameterLayout(List.of(slice(0, Slice.Kind.TRAINABLE), slice(1, Slice.Kind.STATISTIC),
            slice(2, Slice.Kind.FROZEN)));

    @Test
    void averageAddsTheMean() {
        assertThat(trained(new OuterOptimizer.Average(1))).isEqualTo(1 + 0.5f - 0.25f + 0.125f);
        assertThat(trained(new OuterOptimizer.Average(0.5))).isCloseTo(1 + 0.1875f, within(TOLERANCE));
    }

    @Test
    void nesterovIsPyTorchsOnTheNegativeDelta() {
        double p = 1;
        double v = 0;
        for (double delta : DELTAS) {
            double g = -delta;
            v = 0.9 * v + g;
            p -= 0.7 * (g + 0.9 * v);
        }
        assertThat(trained(new OuterOptimizer.Nesterov(0.7, 0.9))).isCloseTo((float) p, within(TOLERANCE));
    }

    @Test
    void slowMoFollowsAlgorithmOne() {
        double x = 1;
        double u = 0;
        for (double delta : DELTAS) {
            double end = x + delta;
            u = 0.5 * u + (x - end) / INNER_RATE;
            x = x - 0.8 * INNER_RATE * u;
        }
        assertThat(trained(new OuterOptimizer.SlowMo(0.8, 0.5))).isCloseTo((float) x, within(TOLERANCE));
    }

    @Test
    void slowMoWithoutMomentumIsPlainAveraging() {
        assertThat(trained(new OuterOptimizer.SlowMo(1, 0))).isCloseTo(trained(new OuterOptimizer.Average(1)), within(TOLERANCE));
    }

    @Test
    void adamFollowsFedAdam() {
        double x = 1;
        double m = 0;
        double v = 0;
        for (double delta : DELTAS) {
            m = 0.9 * m + 0.1 * delta;
            v = 0.99 * v + 0.01 * delta * delta;
            x += 0.01 * m / (Math.sqrt(v) + 1e-3);
        }
        assertThat(trained(new OuterOptimizer.Adam(0.01, 0.9, 0.99, 1e-3))).isCloseTo((float) x, within(TOLERANCE));
    }

    @Test
    void statisticsAreAveragedPlainlyAndFrozenSlicesStay() {
        OuterOptimizer optimizer = new OuterOptimizer.Nesterov(0.7, 0.9);
        float[] next = optimizer.step(layout, new float[] {1, 1, 1}, new double[] {0.5, 0.5, 0}, state(optimizer), INNER_RATE);

        assertThat(next[1]).isEqualTo(1.5f);
        assertThat(next[2]).isEqualTo(1f);
    }

    @Test
    void aStepLeavesTheStateOfTheRoundBeforeAsItWas() {
        OuterOptimizer optimizer = new OuterOptimizer.Nesterov(0.7, 0.9);
        Map<String, float[]> state = state(optimizer);
        float[] before = state.get("velocity");
        optimizer.step(layout, new float[] {1, 1, 1}, new double[] {0.5, 0.5, 0}, state, INNER_RATE);

        assertThat(before).containsOnly(0f);
        assertThat(state.get("velocity")[0]).isEqualTo(-0.5f);
    }

    private float trained(OuterOptimizer optimizer) {
        float[] parameters = {1, 1, 1};
        Map<String, float[]> state = state(optimizer);
        for (double delta : DELTAS) {
            parameters = optimizer.step(layout, parameters, new double[] {delta, 0, 0}, state, INNER_RATE);
        }
        return parameters[0];
    }

    private static Map<String, float[]> state(OuterOptimizer optimizer) {
        Map<String, float[]> state = new HashMap<>();
        optimizer.stateNames().forEach(name -> state.put(name, new float[3]));
        return state;
    }

    private static Slice slice(int offset, Slice.Kind kind) {
        return new Slice("layer", kind.name(), offset, 1, new long[] {1}, kind);
    }
}
