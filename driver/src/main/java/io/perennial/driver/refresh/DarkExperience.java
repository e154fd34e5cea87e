package io.perennial.driver.refresh;

import io.perennial.worker.continual.DarkReplay;
import io.perennial.worker.continual.Objective;
import java.io.IOException;
import java.util.List;

/**
 * Dark experience replay, DER++ (Buzzega et al., NeurIPS 2020): replay in which an example of the buffer is also held to the logits that
 * were stored with it. There they are those of the step in which the example came in, here those of the version that consumed it.
 *
 * @param share of the training examples, 0..1
 * @param bytes largest size of the buffer, logits included
 * @param alpha weight of the logits
 * @param beta  weight of the labels of the buffer's examples
 */
record DarkExperience(double share, long bytes, double alpha, double beta) implements Strategy {

    @Override
    public int replayed(int newExamples, int buffered) {
        return Replay.of(share, newExamples, buffered);
    }

    @Override
    public long bufferBytes() {
        return bytes;
    }

    @Override
    public Keepsake keepsake() {
        return Keepsake.OUTPUTS;
    }

    @Override
    public Objective objective(Knowledge past) throws IOException {
        return new Objective(new DarkReplay(alpha, beta, past.ofBuffer()), List.of());
    }
}
