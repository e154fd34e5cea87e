package io.perennial.driver.average;

/** How checkpoints are averaged. */
public enum How {
    /** All alike. */
    UNIFORM,
    /** The later, the more weight. */
    EMA,
    /** Those that do not make the average worse on held-out examples, the best first. */
    GREEDY
}
