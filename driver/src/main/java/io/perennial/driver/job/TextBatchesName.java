package io.perennial.driver.job;

/** Which texts make a batch together, as {@code text.batches} names it (lower case). */
public enum TextBatchesName { ANY, ALIKE }
