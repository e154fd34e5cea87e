package io.perennial.driver.job;

/** What a finished model's parameters are, as {@code final.parameters} names it (lower case). */
public enum FinalParameters { LAST, SWA, EMA }
