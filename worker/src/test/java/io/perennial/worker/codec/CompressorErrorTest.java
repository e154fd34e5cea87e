package io.perennial.worker.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** How near each code comes. */
class CompressorErrorTest {

    @Test
    void fp16KeepsElevenBitsOfEveryElementHoweverSmallTheSlice() {
        for (double size : new double[] {1e-9, 1e-4, 1, 1e5}) {
            float[] values = Code.normal(5001, size, 1);
            float[] decoded = Code.of(new Fp16(), values, 5000, 1).decoded();
            for (int i = 0; i < values.length; i++) {
                assertThat(Math.abs(decoded[i] - values[i])).isLessThanOrEqualTo(Math.abs(values[i]) * 0x1p-11f);
            }
        }
    }

    @Test
    void int8IsOffByHalfAStepOfItsBlockAtMost() {
        float[] values = Code.normal(3000, 1e-3, 2);
        float[] decoded = Code.of(new Int8(), values, 3000).decoded();
        for (int from = 0; from < values.length; from += 1024) {
            float largest = 0;
            for (int i = from; i < Math.min(values.length, from + 1024); i++) {
                largest = Math.max(largest, Math.abs(values[i]));
            }
            for (int i = from; i < Math.min(values.length, from + 1024); i++) {
                assertThat(Math.abs(decoded[i] - values[i])).isLessThanOrEqualTo(largest / 127 * 0.501f);
            }
        }
    }

    @Test
    void int8TakesAnOutliersBlockOnly() {
        float[] values = Code.normal(2048, 1e-3, 2);
        values[5] = 1000;
        float[] decoded = Code.of(new Int8(), values, 2048).decoded();

        assertThat(decoded[6]).isZero();
        assertThat(CompressorTest.square(CompressorTest.difference(Arrays.copyOfRange(values, 1024, 2048), Arrays.copyOfRange(decoded, 1024, 2048))))
                .isLessThan(1024 * 1e-6 * 1e-4);
    }

    @Test
    void twoBitsHaveTheBestFourLevelsOfANormalDistribution() {
        float[] values = Code.normal(512 * 100, 1, 3);
        float[] decoded = Code.of(new TwoBit(), values, values.length).decoded();

        // Max, "Quantizing for Minimum Distortion", 1960: levels 0.4528 and 1.510, mean squared error 0.1175.
        assertThat(CompressorTest.square(CompressorTest.difference(values, decoded)) / values.length).isBetween(0.115, 0.121);
    }

    @Test
    void twoBitsKeepSigns() {
        float[] values = {1, -1, 3, -3, 1, -1, 3};

        assertThat(Code.of(new TwoBit(), values, 7).decoded()).containsExactly(values);
    }

    @Test
    void topKSendsTheLargestAndNothingElse() {
        float[] values = {0.5f, -8, 0, 2, -0.25f, 4, 1, -1};

        assertThat(Code.of(new TopK(0.375), values, 8).decoded()).containsExactly(0, -8, 0, 2, 0, 4, 0, 0);
    }

    @Test
    void topKTakesTheEarlierOfEqualsAndNoZeros() {
        assertThat(Code.of(new TopK(0.5), new float[] {1, 1, -1, 1, 1, 1}, 6).decoded()).containsExactly(1, 1, -1, 0, 0, 0);
        assertThat(Code.of(new TopK(0.5), new float[] {1, 1, 2, 1}, 4).decoded()).containsExactly(1, 0, 2, 0);
        Code mostlyZero = Code.of(new TopK(1), new float[] {0, 0, 3, 0, -0f, 0}, 6);
        assertThat(mostlyZero.decoded()).containsExactly(0, 0, 3, 0, 0, 0);
        assertThat(mostlyZero.bytes()).hasSize(4 + 1 + 1 + 2);
    }

    @Test
    void topKFindsWhatSortingFinds() {
        float[] values = Code.normal(10_007, 1e-3, 6);
        float[] sorted = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            sorted[i] = Math.abs(values[i]);
        }
        Arrays.sort(sorted);
        float smallest = sorted[values.length - 1001];
        float[] decoded = Code.of(new TopK(0.1), values, values.length).decoded();
        for (int i = 0; i < values.length; i++) {
            float expected = Math.abs(values[i]) >= smallest ? values[i] : 0;
            assertThat(Math.abs(decoded[i] - expected)).isLessThanOrEqualTo(Math.abs(expected) * 0x1p-11f);
        }
    }

    @Test
    void topKReachesOverWideGaps() {
        float[] values = new float[3_000_000];
        for (int place : new int[] {0, 127, 256, 257, 20_000, 2_999_999}) {
            values[place] = 1 + place % 2;
        }

        assertThat(Code.of(new TopK(0.01), values, values.length).decoded()).isEqualTo(values);
    }

    @Test
    void aShareThatIsNoneIsRefused() {
        for (double share : new double[] {0, -1, 1.5, Double.NaN}) {
            assertThatThrownBy(() -> new TopK(share)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("expected above 0 to 1");
        }
    }
}
