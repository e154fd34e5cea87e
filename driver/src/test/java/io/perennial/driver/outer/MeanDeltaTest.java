package io.perennial.driver.outer;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.worker.codec.Fp32;
import io.perennial.worker.training.LocalResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MeanDeltaTest {

    private final Fp32 codec = new Fp32();

    @Test
    void workersCountByTheirExamples() {
        float[] start = {1, 2};
        List<LocalResult> results = List.of(result(0, 30, start, new float[] {2, 2}), result(1, 10, start, new float[] {1, 6}));

        // By hand: element 0 moves by 1 and 0, element 1 by 0 and 4; weights 30/40 and 10/40.
        assertThat(MeanDelta.of(results, codec, start)).containsExactly(0.75, 1.0);
    }

    @Test
    void theMeanOfOneWorkerIsItsParametersBitForBit() {
        float[] start = {1e-8f, 0.3f, -7f};
        float[] end = {0.1f, 0.30000004f, 7e-7f};
        double[] mean = MeanDelta.of(List.of(result(0, 17, start, end)), codec, start);

        for (int i = 0; i < end.length; i++) {
            assertThat((float) (start[i] + mean[i])).isEqualTo(end[i]);
        }
    }

    @Test
    void theOrderOfArrivalDoesNotMatter() {
        float[] start = new float[64];
        List<LocalResult> results = new ArrayList<>();
        for (int shard = 0; shard < 7; shard++) {
            float[] end = new float[64];
            for (int i = 0; i < end.length; i++) {
                end[i] = (float) Math.sin(1e3 * (shard + 1) * (i + 1)) * (float) Math.pow(10, shard - 3);
            }
            results.add(result(shard, 10 + shard, start, end));
        }
        double[] expected = MeanDelta.of(results, codec, start);
        Collections.reverse(results);

        assertThat(MeanDelta.of(results, codec, start)).containsExactly(expected);
    }

    private LocalResult result(int shard, long examples, float[] start, float[] end) {
        byte[] delta = codec.encodeDelta(start, end, Map.of()).bytes();
        return new LocalResult(shard, examples, 0, 0, delta, delta.length, 0, "0", null);
    }
}
