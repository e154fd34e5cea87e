package io.perennial.worker.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every compressor. */
class CompressorTest {

    /** The layers of a dense network of 10 million parameters. */
    private static final int[] TEN_MILLION = {3072 * 2600, 2600, 2600 * 750, 750, 750 * 80, 80, 80 * 10, 10};

    static List<Compressor> compressors() {
        return List.of(new Fp16(), new Int8(), new TopK(0.05), new TwoBit());
    }

    static Stream<Arguments> sizes() {
        return Stream.of(Arguments.of(new Fp16(), 0.5, 0.5001), Arguments.of(new Int8(), 0.25, 0.27),
                Arguments.of(new TwoBit(), 1 / 16.0, 1 / 14.0), Arguments.of(new TopK(0.05), 0.0375, 0.0376),
                Arguments.of(new TopK(0.01), 0.0075, 0.009));
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void tenMillionParametersTakeTheirShareOfFp32ScalesIncluded(Compressor compressor, double least, double most) {
        int length = Arrays.stream(TEN_MILLION).sum();
        float[] values = new float[length];
        int state = 1;
        for (int i = 0; i < length; i++) {
            state = state * 1664525 + 1013904223;
            values[i] = state * 1e-12f;
        }
        double share = Code.of(compressor, values, TEN_MILLION).bytes().length / (4.0 * length);

        assertThat(length).isGreaterThan(10_000_000);
        assertThat(share).isBetween(least, most);
    }

    @ParameterizedTest
    @MethodSource("compressors")
    void slicesOfAnyLengthComeBackAsLongAsTheyWere(Compressor compressor) {
        for (int[] slices : new int[][] {{}, {1}, {2, 1}, {3}, {5, 511, 512, 513}, {1023, 1024, 1025, 7}, {2048, 1}}) {
            float[] values = Code.normal(Arrays.stream(slices).sum(), 1, 3);
            Code code = Code.of(compressor, values, slices);

            assertThat(code.bytes().length).isLessThanOrEqualTo((int) compressor.maxBytes(slices));
            assertThat(square(difference(values, code.decoded()))).isLessThanOrEqualTo(square(values));
        }
    }

    @ParameterizedTest
    @MethodSource("compressors")
    void whatIsNoNumberIsStillNoneAfterwards(Compressor compressor) {
        for (float none : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            for (int place : new int[] {0, 1999, 2999}) {
                float[] values = Code.normal(3000, 1, 4);
                values[place] = none;
                float[] decoded = Code.of(compressor, values, 2000, 1000).decoded();
                boolean seen = false;
                for (float value : decoded) {
                    seen |= !Float.isFinite(value);
                }

                assertThat(seen).as("%s at %d", none, place).isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("compressors")
    void zerosStayZero(Compressor compressor) {
        assertThat(Code.of(compressor, new float[1500], 1100, 400).decoded()).containsOnly(0f);
    }

    @ParameterizedTest
    @MethodSource("compressors")
    void theSmallestAndTheLargestNumbersDoNoHarm(Compressor compressor) {
        for (float size : new float[] {Float.MIN_VALUE, 1e-44f, Float.MIN_NORMAL, 1e-30f, 1e30f, 3e38f}) {
            float[] values = new float[700];
            for (int i = 0; i < values.length; i++) {
                values[i] = (i % 7 - 3) / 3f * size;
            }
            for (float value : Code.of(compressor, values, 700).decoded()) {
                assertThat(Float.isFinite(value)).as("%s", size).isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("compressors")
    void aResidualThatIsAddedEachTimeDoesNotGrowWithoutEnd(Compressor compressor) {
        float[] residual = new float[4000];
        double first = 0;
        double last = 0;
        for (int round = 0; round < 200; round++) {
            float[] values = Code.normal(4000, 1, round);
            for (int i = 0; i < values.length; i++) {
                values[i] += residual[i];
            }
            residual = difference(values, Code.of(compressor, values, 3000, 1000).decoded());
            first += round >= 50 && round < 100 ? square(residual) : 0;
            last += round >= 150 ? square(residual) : 0;
        }

        assertThat(last).isPositive().isLessThan(1.1 * first);
    }

    @Test
    void aSmallSliceIsNotDrownedByItsNeighbour() {
        float[] values = new float[20];
        Arrays.fill(values, 0, 10, 1000f);
        Arrays.fill(values, 10, 20, -1e-5f);
        for (Compressor compressor : List.of(new Fp16(), new Int8(), new TwoBit())) {
            float[] decoded = Code.of(compressor, values, 10, 10).decoded();

            assertThat(decoded[0]).isCloseTo(1000f, org.assertj.core.api.Assertions.within(0.5f));
            assertThat(decoded[19]).isCloseTo(-1e-5f, org.assertj.core.api.Assertions.within(1e-8f));
        }
    }

    static float[] difference(float[] values, float[] decoded) {
        float[] difference = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            difference[i] = values[i] - decoded[i];
        }
        return difference;
    }

    static double square(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        return sum;
    }
}
