package io.perennial.worker.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.worker.model.ParameterLayout;
import io.perennial.worker.model.ParameterLayout.Segment;
import io.perennial.worker.model.Slice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PartsTest {

    private static final ParameterLayout LAYOUT = layout(5000, Slice.Kind.TRAINABLE, 1, Slice.Kind.TRAINABLE, 1300, Slice.Kind.STATISTIC, 0, Slice.Kind.TRAINABLE,
            2100, Slice.Kind.FROZEN, 3333, Slice.Kind.TRAINABLE, 7, Slice.Kind.STATISTIC);
    private static final int LENGTH = LAYOUT.length();
    private static final int[] COUNTS = {1, 2, 3, 5, 9, 1000};

    static List<DeltaCodec> deltaCodecs() {
        List<DeltaCodec> codecs = new ArrayList<>(List.of(new Fp32()));
        CompressorTest.compressors().forEach(compressor -> codecs.add(new CompressedDelta(compressor, LAYOUT)));
        // Nearly all elements in one part, none in others.
        codecs.add(new CompressedDelta(new TopK(0.3), LAYOUT));
        codecs.add(new CompressedDelta(new TopK(1e-4), LAYOUT));
        return codecs;
    }

    static List<ParameterCodec> parameterCodecs() {
        return List.of(new Fp32(), new CompressedParameters(new Fp16(), LAYOUT), new CompressedParameters(new Int8(), LAYOUT));
    }

    @ParameterizedTest
    @MethodSource("deltaCodecs")
    void thePartsOfADeltaAddUpToTheWholeBitForBit(DeltaCodec codec) {
        float[] start = Code.normal(LENGTH, 1, 1);
        float[] end = start.clone();
        float[] moved = Code.normal(LENGTH, 1e-3, 2);
        for (int i = 0; i < LENGTH; i++) {
            end[i] += LAYOUT.slices().get(4).offset() <= i && i < LAYOUT.slices().get(4).end() ? 0 : i < 2048 ? 9 * moved[i] : moved[i];
        }
        Map<String, float[]> state = new HashMap<>();
        codec.stateNames().forEach(name -> state.put(name, Code.normal(LAYOUT.trainable(), 1e-4, 3)));
        byte[] encoded = codec.encodeDelta(start, end, state).bytes();
        double[] before = new double[LENGTH];
        Arrays.setAll(before, i -> 1.0 / (i + 3));
        double[] whole = before.clone();
        codec.addDelta(encoded, start, 0.37, whole);

        for (int count : COUNTS) {
            double[] parts = new double[LENGTH];
            for (Segment part : Parts.of(LAYOUT, count).segments()) {
                double[] sum = Arrays.copyOfRange(before, part.offset(), part.end());
                codec.ofPart(part).addDelta(codec.part(encoded, part), Arrays.copyOfRange(start, part.offset(), part.end()), 0.37, sum);
                System.arraycopy(sum, 0, parts, part.offset(), part.length());
            }
            assertThat(parts).containsExactly(whole);
        }
        assertThat(whole).isNotEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("parameterCodecs")
    void thePartsOfParametersAreTheWhole(ParameterCodec codec) {
        Map<String, float[]> state = new HashMap<>();
        codec.stateNames().forEach(name -> state.put(name, new float[LENGTH]));
        byte[] encoded = codec.encodeParameters(Code.normal(LENGTH, 1, 4), state).bytes();
        float[] whole = codec.decodeParameters(encoded, LENGTH);

        for (int count : COUNTS) {
            for (Segment part : Parts.of(LAYOUT, count).segments()) {
                assertThat(codec.ofPart(part).decodeParameters(codec.part(encoded, part), part.length()))
                        .containsExactly(Arrays.copyOfRange(whole, part.offset(), part.end()));
            }
        }
    }

    @Test
    void partsAreNearlyEqualStretchesWithoutGaps() {
        for (int count : COUNTS) {
            List<Segment> parts = Parts.of(LAYOUT, count).segments();
            int next = 0;
            for (Segment part : parts) {
                assertThat(part.offset()).isEqualTo(next);
                assertThat(part.length()).isPositive().isLessThan(LENGTH / count + 2 * Parts.ALIGNMENT);
                next = part.end();
            }
            assertThat(next).isEqualTo(LENGTH);
            assertThat(parts.size()).isLessThanOrEqualTo(count);
        }
        assertThat(Parts.of(LAYOUT, 5).count()).isEqualTo(5);
    }

    private static ParameterLayout layout(Object... lengthsAndKinds) {
        List<Slice> slices = new ArrayList<>();
        int offset = 0;
        for (int i = 0; i < lengthsAndKinds.length; i += 2) {
            int length = (Integer) lengthsAndKinds[i];
            slices.add(new Slice("layer", "p" + i, offset, length, new long[] {length}, (Slice.Kind) lengthsAndKinds[i + 1]));
            offset += length;
        }
        return new ParameterLayout(slices);
    }
}
