package io.perennial.driver.refresh;

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
        return of(share, newExamples, buffered);
    }

    /** So many of the buffer that they are a share of all. */
    static int of(double share, int newExamples, int buffered) {
        return buffered == 0 ? 0 : Math.toIntExact(Math.round(newExamples * share / (1 - share)));
    }

    @Override
    public long bufferBytes() {
        return bytes;
    }
}
