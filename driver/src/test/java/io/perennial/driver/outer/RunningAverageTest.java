package io.perennial.driver.outer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RunningAverageTest {

    private static final float[][] VECTORS = {{1, 10}, {2, 20}, {6, 90}};

    @Test
    void uniformIsTheMean() {
        assertThat(over(new RunningAverage.Uniform())).containsExactly(3, 40);
    }

    @Test
    void exponentialStartsAtTheFirstAndForgetsByItsDecay() {
        // (1, 10) -> 3/4 (1, 10) + 1/4 (2, 20) -> 3/4 (1.25, 12.5) + 1/4 (6, 90)
        assertThat(over(new RunningAverage.Exponential(0.75))).containsExactly(2.4375f, 31.875f);
    }

    @Test
    void whatItIsGivenStaysAsItIs() {
        float[] average = {1, 2};
        float[] next = {3, 4};

        new RunningAverage.Uniform().next(average, 1, next);

        assertThat(average).containsExactly(1, 2);
        assertThat(next).containsExactly(3, 4);
        assertThat(new RunningAverage.Uniform().next(null, 0, next)).isNotSameAs(next);
    }

    private static float[] over(RunningAverage rule) {
        float[] average = null;
        for (int taken = 0; taken < VECTORS.length; taken++) {
            average = rule.next(average, taken, VECTORS[taken]);
        }
        return average;
    }
}
