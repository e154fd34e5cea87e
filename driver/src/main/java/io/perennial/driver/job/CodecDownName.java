package io.perennial.driver.job;

/** How parameters travel to the executors, as {@code codecDown} names it (lower case). */
public enum CodecDownName { FP32, FP16, INT8 }
