package io.perennial.driver.refresh;

import io.perennial.driver.job.RefreshJob;

/** How a refresh learns from new examples without forgetting the old ones. */
sealed interface Strategy {

    static Strategy of(RefreshJob job) {
        return switch (job.strategy()) {
            case FINETUNE -> new Finetune();
            case REPLAY -> new Replay(job.replayShare(), job.replayBytes());
        };
    }

    /** How many examples of the buffer join so many new ones, the same one several times if need be. */
    int replayed(int newExamples, int buffered);

    /** Largest size of the buffer that a version carries; 0: none. */
    long bufferBytes();

    /** New examples alone: what forgetting is measured by. */
    record Finetune() implements Strategy {

        @Override
        public int replayed(int newExamples, int buffered) {
            return 0;
        }

        @Override
        public long bufferBytes() {
            return 0;
        }
    }

    /**
     * Experience replay: every batch holds, in the mean, a share of examples from a buffer of old ones (Chaudhry et al., "On Tiny Episodic
     * Memories in Continual Learning", 2019; there the share is one half).
     *
     * @param share of the training examples, 0..1
     * @param bytes largest size of the buffer
     */
    record Replay(double share, long bytes) implements Strategy {

        @Override
        public int replayed(int newExamples, int buffered) {
            return buffered == 0 ? 0 : Math.toIntExact(Math.round(newExamples * share / (1 - share)));
        }

        @Override
        public long bufferBytes() {
            return bytes;
        }
    }
}
