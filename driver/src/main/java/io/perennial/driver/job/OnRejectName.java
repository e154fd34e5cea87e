package io.perennial.driver.job;

/** What becomes of the arrivals of a rejected candidate, as {@code onReject} names it (lower case). */
public enum OnRejectName { HOLD, EXCLUDE }
