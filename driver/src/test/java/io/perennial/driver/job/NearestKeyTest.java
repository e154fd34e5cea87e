package io.perennial.driver.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class NearestKeyTest {

    @ParameterizedTest
    @ValueSource(strings = {"sede", "sed", "seeds", "sead", "Seed"})
    void typingMistakesAreForgiven(String wrong) {
        assertThat(NearestKey.to(wrong, List.of("workers", "seed", "keep"))).containsExactly("seed");
    }

    @Test
    void equallyNearKeysAreBothNamed() {
        assertThat(NearestKey.to("bat", List.of("bath", "bats", "seed"))).containsExactly("bath", "bats");
        assertThat(NearestKey.to("frobnicate", List.of("bath", "bats", "seed"))).isEmpty();
    }
}
