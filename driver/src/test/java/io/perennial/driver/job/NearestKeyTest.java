package io.perennial.driver.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

class NearestKeyTest {

    @ParameterizedTest
    @CsvSource({"seed, seed, 0", "seed, Seed, 0", "sede, seed, 1", "sed, seed, 1", "seeds, seed, 1", "sead, seed, 1", "x, seed, 4", "'', seed, 4"})
    void distanceCountsTypingMistakes(String a, String b, int distance) {
        assertThat(NearestKey.distance(a, b)).isEqualTo(distance);
    }

    @Test
    void equallyNearKeysAreBothNamed() {
        assertThat(NearestKey.to("bat", List.of("bath", "bats", "seed"))).containsExactly("bath", "bats");
        assertThat(NearestKey.to("frobnicate", List.of("bath", "bats", "seed"))).isEmpty();
    }
}
