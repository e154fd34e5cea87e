package io.perennial.driver.job;

/** How training images are mirrored, as {@code augment.flip} names it (lower case). */
public enum FlipName { NONE, HORIZONTAL }
