package io.perennial.driver.job;

/** How a delta travels, as {@code codec} names it (lower case). */
public enum CodecName { FP32 }
