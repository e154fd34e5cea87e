package io.perennial.driver.job;

/** Which examples of a buffer are replayed, as {@code replay.mix} names it (lower case). */
public enum ReplayMix {
    /** Each as often as any other. */
    UNIFORM,
    /** Those that make the classes of new and replayed examples together as even as they can be. */
    BALANCED
}
