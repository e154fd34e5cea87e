package io.perennial.driver.refresh;

import io.perennial.driver.job.RefreshJob;
import io.perennial.worker.continual.Objective;
import java.io.IOException;

/** How a refresh learns from new examples without forgetting the old ones. */
sealed interface Strategy permits Finetune, Joint, Replay, DarkExperience, ElasticWeights, WithoutForgetting {

    static Strategy of(RefreshJob job) {
        return switch (job.strategy()) {
            case FINETUNE -> new Finetune();
            case JOINT -> new Joint();
            case REPLAY -> new Replay(job.replayShare(), job.replayBytes());
            case DERPP -> new DarkExperience(job.replayShare(), job.replayBytes(), job.derppAlpha(), job.derppBeta());
            case EWC -> new ElasticWeights(job.ewcLambda(), job.ewcDecay(), job.ewcExamples());
            case LWF -> new WithoutForgetting(job.lwfWeight(), job.lwfTemperature());
        };
    }

    /** What a version keeps for the next refresh beside its buffer. */
    enum Keepsake {
        NOTHING,
        /** Logits of the buffer's examples. */
        OUTPUTS,
        /** The parameters' importance. */
        IMPORTANCE
    }

    /** How many examples of the buffer join so many new ones, the same one several times if need be. */
    default int replayed(int newExamples, int buffered) {
        return 0;
    }

    /** Largest size of the buffer that a version carries, with what is kept beside each example; 0: none. */
    default long bufferBytes() {
        return 0;
    }

    default Keepsake keepsake() {
        return Keepsake.NOTHING;
    }

    /** What every local step does beside. */
    default Objective objective(Knowledge past) throws IOException {
        return Objective.OF_LABELS;
    }
}
