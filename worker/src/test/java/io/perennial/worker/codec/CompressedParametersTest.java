package io.perennial.worker.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CompressedParametersTest {

    private static final String RESIDUAL = "parameterResidual";
    private static final int LENGTH = CompressedDeltaTest.LAYOUT.length();

    static List<CompressedParameters> codecs() {
        return List.of(new CompressedParameters(new Fp16(), CompressedDeltaTest.LAYOUT), new CompressedParameters(new Int8(), CompressedDeltaTest.LAYOUT));
    }

    /** A run that resumes encodes what was decoded before it stopped. */
    @ParameterizedTest
    @MethodSource("codecs")
    void encodingWhatWasDecodedGivesTheSameBytesAndResidual(CompressedParameters codec) {
        for (double size : new double[] {1e-40, 1e-6, 0.1, 300}) {
            float[] parameters = Code.normal(LENGTH, size, 5);
            Map<String, float[]> state = initial();
            for (int round = 0; round < 40; round++) {
                Encoded encoded = codec.encodeParameters(parameters, state);
                float[] decoded = codec.decodeParameters(encoded.bytes(), LENGTH);
                Encoded again = codec.encodeParameters(decoded, encoded.state());

                assertThat(again.bytes()).isEqualTo(encoded.bytes());
                assertThat(again.state().get(RESIDUAL)).isEqualTo(encoded.state().get(RESIDUAL));
                state = encoded.state();
                parameters = Code.normal(LENGTH, size * 1e-3, round);
                for (int i = 0; i < LENGTH; i++) {
                    parameters[i] += decoded[i];
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void manyStepsTooSmallForTheCodeAreTakenInTheEnd(CompressedParameters codec) {
        float[] parameters = Code.normal(LENGTH, 0.1, 7);
        float[] first = parameters.clone();
        Map<String, float[]> state = initial();
        for (int round = 0; round < 1000; round++) {
            Encoded encoded = codec.encodeParameters(parameters, state);
            state = encoded.state();
            parameters = codec.decodeParameters(encoded.bytes(), LENGTH);
            for (int i = 0; i < 1500; i++) {
                parameters[i] += 1e-5f;
            }
        }
        for (int i = 0; i < 1500; i++) {
            assertThat(parameters[i] + state.get(RESIDUAL)[i]).isCloseTo(first[i] + 1e-2f, within(2e-5f));
        }
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void statisticsAndFrozenSlicesArriveExactly(CompressedParameters codec) {
        float[] parameters = Code.normal(LENGTH, 1, 8);
        Encoded encoded = codec.encodeParameters(parameters, initial());
        float[] decoded = codec.decodeParameters(encoded.bytes(), LENGTH);

        assertThat(Arrays.copyOfRange(decoded, 1500, 1533)).isEqualTo(Arrays.copyOfRange(parameters, 1500, 1533));
        assertThat(Arrays.copyOfRange(encoded.state().get(RESIDUAL), 1500, 1533)).containsOnly(0f);
        assertThat(decoded).isNotEqualTo(parameters);
        assertThat(encoded.bytes()).hasSize((int) codec.maxParameterBytes(LENGTH));
    }

    private static Map<String, float[]> initial() {
        return Map.of(RESIDUAL, new float[LENGTH]);
    }
}
