package io.perennial.worker.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.perennial.worker.model.ParameterLayout;
import io.perennial.worker.model.Slice;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CompressedDeltaTest {

    private static final int STATISTICS = 1500;
    private static final int FROZEN = 1520;
    private static final int LENGTH = 2533;
    private static final int TRAINABLE = LENGTH - 33;

    static final ParameterLayout LAYOUT = new ParameterLayout(List.of(slice("a", 0, 1499, Slice.Kind.TRAINABLE), slice("b", 1499, 1, Slice.Kind.TRAINABLE),
            slice("mean", STATISTICS, 20, Slice.Kind.STATISTIC), slice("c", FROZEN, 13, Slice.Kind.FROZEN), slice("d", 1533, 1000, Slice.Kind.TRAINABLE)));

    static List<CompressedDelta> codecs() {
        return CompressorTest.compressors().stream().map(compressor -> new CompressedDelta(compressor, LAYOUT)).toList();
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void whatIsLostIsCarriedOnSoThatSumOfDecodedAndResidualIsTheSumOfDeltas(CompressedDelta codec) {
        Map<String, float[]> state = initial();
        double[] decoded = new double[LENGTH];
        double[] sent = new double[LENGTH];
        float[] parameters = Code.normal(LENGTH, 0.1, 99);
        for (int round = 0; round < 50; round++) {
            float[] end = moved(parameters, round);
            Encoded encoded = codec.encodeDelta(parameters, end, state);
            codec.addDelta(encoded.bytes(), parameters, 1, decoded);
            for (int i = 0; i < LENGTH; i++) {
                sent[i] += (double) end[i] - parameters[i];
            }
            state = encoded.state();
            parameters = end;
        }
        float[] residual = state.get(codec.stateNames().get(0));
        assertThat(CompressorTest.square(residual)).isPositive();
        int place = 0;
        for (Slice slice : LAYOUT.slices()) {
            for (int i = slice.offset(); i < slice.end() && slice.kind() == Slice.Kind.TRAINABLE; i++) {
                assertThat(decoded[i] + residual[place++]).isCloseTo(sent[i], within(2e-7));
            }
        }
        assertThat(place).isEqualTo(TRAINABLE);
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void statisticsArriveExactlyAndFrozenSlicesDoNotTravel(CompressedDelta codec) {
        float[] start = Code.normal(LENGTH, 1, 1);
        float[] end = moved(start, 2);
        byte[] bytes = codec.encodeDelta(start, end, initial()).bytes();
        double[] sum = new double[LENGTH];
        codec.addDelta(bytes, start, 0.25, sum);
        codec.addDelta(bytes, start, 0.75, sum);

        for (int i = STATISTICS; i < FROZEN; i++) {
            assertThat((float) (start[i] + sum[i])).isEqualTo(end[i]);
        }
        assertThat(Arrays.copyOfRange(sum, FROZEN, FROZEN + 13)).containsOnly(0.0);
        assertThat(codec.maxDeltaBytes(LENGTH)).isEqualTo(20 * 4 + codec.compressor().maxBytes(new int[] {1499, 1, 1000}));
        assertThat(bytes.length).isLessThanOrEqualTo((int) codec.maxDeltaBytes(LENGTH));
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void encodingTwiceGivesTheSameAndChangesNoInput(CompressedDelta codec) {
        float[] start = Code.normal(LENGTH, 1, 1);
        float[] end = moved(start, 2);
        Map<String, float[]> state = codec.encodeDelta(start, moved(start, 3), initial()).state();
        String name = codec.stateNames().get(0);
        float[] before = state.get(name).clone();
        Encoded once = codec.encodeDelta(start, end, state);
        Encoded again = codec.encodeDelta(start, end, state);

        assertThat(again.bytes()).isEqualTo(once.bytes());
        assertThat(again.state().get(name)).isEqualTo(once.state().get(name)).isNotSameAs(once.state().get(name));
        assertThat(state.get(name)).isEqualTo(before);
        assertThat(start).isEqualTo(Code.normal(LENGTH, 1, 1));
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void aCodeOfAnotherLengthIsNotTaken(CompressedDelta codec) {
        float[] start = Code.normal(LENGTH, 1, 1);
        byte[] bytes = codec.encodeDelta(start, moved(start, 2), initial()).bytes();

        assertThatThrownBy(() -> codec.addDelta(Arrays.copyOf(bytes, bytes.length + 1), start, 1, new double[LENGTH]))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("1 more than a code of 2533 parameters");
        assertThatThrownBy(() -> codec.addDelta(Arrays.copyOf(bytes, bytes.length - 1), start, 1, new double[LENGTH])).isInstanceOf(RuntimeException.class);
    }

    @Test
    void aModelWithoutTrainableSlicesHasACodeOfItsStatistics() {
        CompressedDelta codec = new CompressedDelta(new Int8(), new ParameterLayout(List.of(slice("mean", 0, 3, Slice.Kind.STATISTIC))));
        double[] sum = new double[3];
        codec.addDelta(codec.encodeDelta(new float[3], new float[] {1, 2, 3}, Map.of(codec.stateNames().get(0), new float[0])).bytes(), new float[3], 1, sum);

        assertThat(sum).containsExactly(1, 2, 3);
    }

    private static Map<String, float[]> initial() {
        return Map.of("residual", new float[TRAINABLE]);
    }

    /** Other parameters nearby; frozen ones stay. */
    static float[] moved(float[] parameters, long seed) {
        float[] moved = Code.normal(parameters.length, 1e-3, seed);
        for (int i = 0; i < moved.length; i++) {
            moved[i] = i >= FROZEN && i < FROZEN + 13 ? parameters[i] : parameters[i] + moved[i];
        }
        return moved;
    }

    private static Slice slice(String name, int offset, int length, Slice.Kind kind) {
        return new Slice("layer", name, offset, length, new long[] {length}, kind);
    }
}
