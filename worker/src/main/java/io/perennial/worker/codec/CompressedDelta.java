package io.perennial.worker.codec;

import io.perennial.worker.model.ParameterLayout;
import io.perennial.worker.model.ParameterLayout.Segment;
import io.perennial.worker.model.Slice;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A lossy code of a delta with error feedback: what the code loses of a round's delta is kept in the replica and added to the
 * next, so that no part of a delta is lost, only late. Seide et al., Interspeech 2014; why it converges: Karimireddy et al., "Error
 * Feedback Fixes SignSGD and other Gradient Compression Schemes", ICML 2019; with local steps: Basu et al., "Qsparse-local-SGD", NeurIPS
 * 2019. Running statistics travel as they stand, frozen slices not at all.
 */
public record CompressedDelta(Compressor compressor, ParameterLayout layout) implements DeltaCodec {

    private static final String RESIDUAL = "residual";

    @Override
    public List<String> stateNames() {
        return List.of(RESIDUAL);
    }

    @Override
    public Encoded encodeDelta(float[] start, float[] end, Map<String, float[]> state) {
        float[] before = state.get(RESIDUAL);
        float[] delta = new float[before.length];
        int place = 0;
        for (Segment segment : code().trainable()) {
            for (int i = segment.offset(); i < segment.offset() + segment.length(); i++) {
                delta[place] = (float) ((double) end[i] - start[i] + before[place]);
                place++;
            }
        }
        byte[] bytes = code().encode(end, delta);
        return new Encoded(bytes, Map.of(RESIDUAL, delta));
    }

    @Override
    public void addDelta(byte[] encoded, float[] start, double weight, double[] sum) {
        float[] end = new float[start.length];
        float[] delta = code().decode(encoded, end);
        int place = 0;
        for (Segment segment : code().trainable()) {
            for (int i = segment.offset(); i < segment.offset() + segment.length(); i++) {
                sum[i] += weight * delta[place++];
            }
        }
        for (Segment segment : code().plainSegments()) {
            for (int i = segment.offset(); i < segment.offset() + segment.length(); i++) {
                sum[i] += weight * ((double) end[i] - start[i]);
            }
        }
    }

    @Override
    public long maxDeltaBytes(int parameters) {
        return code().maxBytes();
    }

    @Override
    public CompressedDelta ofPart(Segment part) {
        return new CompressedDelta(compressor, layout.part(part));
    }

    @Override
    public byte[] part(byte[] encoded, Segment part) {
        return code().part(encoded, part);
    }

    private MixedCode code() {
        return new MixedCode(compressor, layout, Set.of(Slice.Kind.STATISTIC));
    }
}
