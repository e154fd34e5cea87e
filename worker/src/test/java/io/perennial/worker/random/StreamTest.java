package io.perennial.worker.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StreamTest {

    @Test
    void theSameCoordinatesGiveTheSameNumbers() {
        assertThat(Stream.of(1, "order", 2, 3).permutation(50)).isEqualTo(Stream.of(1, "order", 2, 3).permutation(50));
    }

    @Test
    void seedPurposeAndEveryCoordinateMatter() {
        Set<Long> keys = new HashSet<>(Arrays.asList(Stream.key(1, "order", 2, 3), Stream.key(2, "order", 2, 3), Stream.key(1, "other", 2, 3),
                Stream.key(1, "order", 3, 3), Stream.key(1, "order", 2, 4), Stream.key(1, "order", 3, 2), Stream.key(1, "order", 2)));

        assertThat(keys).hasSize(7);
    }

    @Test
    void theNumbersArePinned() {
        // A change here changes every run's result: it needs a new format version and a word in the notes of the release.
        assertThat(Stream.of(1, "pinned", 5).nextLong()).isEqualTo(1575667812230638688L);
    }

    @Test
    void aPermutationHoldsEveryNumberOnce() {
        int[] order = Stream.of(7, "order").permutation(1000);
        Arrays.sort(order);

        for (int i = 0; i < order.length; i++) {
            assertThat(order[i]).isEqualTo(i);
        }
    }

    @Test
    void smallIntegersAreUniform() {
        int[] counts = new int[10];
        Stream stream = Stream.of(3, "uniform");
        for (int i = 0; i < 100_000; i++) {
            counts[stream.nextInt(10)]++;
        }
        // Five standard deviations of a count of 10,000.
        for (int count : counts) {
            assertThat(count).isBetween(9525, 10475);
        }
    }
}
