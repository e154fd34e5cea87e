package io.perennial.driver.job;

/** What a finished model's batch norm statistics are, as {@code final.statistics} names it (lower case). */
public enum FinalStatistics { MEAN, RECOMPUTED }
