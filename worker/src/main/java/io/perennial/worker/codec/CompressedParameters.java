package io.perennial.worker.codec;

import io.perennial.worker.model.ParameterLayout;
import io.perennial.worker.model.ParameterLayout.Segment;
import io.perennial.worker.model.Slice;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A lossy code of parameters. Workers and driver go on from what it decodes to, so they cannot drift apart; what it lost stays on
 * the driver and is added before the next time, or steps smaller than the code's would never be taken (Tang et al.,
 * "DoubleSqueeze", ICML 2019). Running statistics and frozen slices travel as they stand.
 */
public record CompressedParameters(Compressor compressor, ParameterLayout layout) implements ParameterCodec {

    private static final String RESIDUAL = "parameterResidual";

    @Override
    public List<String> stateNames() {
        return List.of(RESIDUAL);
    }

    @Override
    public Encoded encodeParameters(float[] parameters, Map<String, float[]> state) {
        float[] before = state.get(RESIDUAL);
        float[] packed = new float[layout.trainable()];
        int place = 0;
        for (Segment segment : code().trainable()) {
            for (int i = segment.offset(); i < segment.offset() + segment.length(); i++) {
                packed[place++] = parameters[i] + before[i];
            }
        }
        byte[] bytes = code().encode(parameters, packed);
        return new Encoded(bytes, Map.of(RESIDUAL, unpacked(packed, new float[parameters.length])));
    }

    @Override
    public float[] decodeParameters(byte[] encoded, int length) {
        float[] parameters = new float[length];
        return unpacked(code().decode(encoded, parameters), parameters);
    }

    @Override
    public long maxParameterBytes(int parameters) {
        return code().maxBytes();
    }

    private float[] unpacked(float[] packed, float[] whole) {
        int place = 0;
        for (Segment segment : code().trainable()) {
            System.arraycopy(packed, place, whole, segment.offset(), segment.length());
            place += segment.length();
        }
        return whole;
    }

    @Override
    public CompressedParameters ofPart(Segment part) {
        return new CompressedParameters(compressor, layout.part(part));
    }

    @Override
    public byte[] part(byte[] encoded, Segment part) {
        return code().part(encoded, part);
    }

    private MixedCode code() {
        return new MixedCode(compressor, layout, Set.of(Slice.Kind.STATISTIC, Slice.Kind.FROZEN));
    }
}
