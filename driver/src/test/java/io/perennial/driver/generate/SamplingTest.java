package io.perennial.driver.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.perennial.errors.InputException;
import io.perennial.worker.random.Stream;
import org.junit.jupiter.api.Test;

class SamplingTest {

    private static final float[] PROBABILITIES = {0.5f, 0.1f, 0.15f, 0.05f, 0.2f};
    private static final int DRAWS = 20_000;

    private static double[] shares(Sampling sampling, int first) {
        double[] shares = new double[PROBABILITIES.length];
        for (int i = 0; i < DRAWS; i++) {
            shares[sampling.choose(PROBABILITIES, first, Stream.of(7, "test", i))] += 1.0 / DRAWS;
        }
        return shares;
    }

    @Test
    void aTemperatureOfOneDrawsByTheProbabilities() {
        double[] shares = shares(new Sampling(1, Integer.MAX_VALUE), 0);

        for (int token = 0; token < shares.length; token++) {
            assertThat(shares[token]).isCloseTo(PROBABILITIES[token], within(0.015));
        }
    }

    @Test
    void aLowerTemperatureFavoursLikelyTokensAndZeroTakesTheLikeliest() {
        // 0.5^2 of the sum of squares
        assertThat(shares(new Sampling(0.5, 5), 0)[0]).isCloseTo(0.25 / 0.325, within(0.015));
        assertThat(shares(new Sampling(0, 5), 0)[0]).isCloseTo(1, within(1e-9));
        assertThat(new Sampling(1e-6, 5).choose(PROBABILITIES, 0, Stream.of(1, "test"))).isZero();
    }

    @Test
    void topKLeavesOnlyTheLikeliestAndSpecialTokensAreNeverChosen() {
        double[] shares = shares(new Sampling(1, 2), 0);
        assertThat(shares[0]).isCloseTo(5.0 / 7, within(0.015));
        assertThat(shares[4]).isCloseTo(2.0 / 7, within(0.015));
        assertThat(shares[1] + shares[2] + shares[3]).isZero();

        double[] later = shares(new Sampling(1, 2), 1);
        assertThat(later[0]).isZero();
        assertThat(later[2] + later[4]).isCloseTo(1, within(1e-9));
        assertThat(shares(new Sampling(0, 1), 1)[4]).isCloseTo(1, within(1e-9));
    }

    @Test
    void whatIsNoChoiceIsRefusedByName() {
        assertThatThrownBy(() -> new Sampling(-0.1, 1)).isInstanceOf(InputException.class).hasMessageContaining("--temperature").hasMessageContaining("-0.1");
        assertThatThrownBy(() -> new Sampling(Double.NaN, 1)).isInstanceOf(InputException.class).hasMessageContaining("NaN");
        assertThatThrownBy(() -> new Sampling(1, 0)).isInstanceOf(InputException.class).hasMessageContaining("--top-k").hasMessageContaining("at least 1");
    }
}
