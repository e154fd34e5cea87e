package io.perennial.driver.job;

/** The optimizer of the average, as {@code outer.optimizer} names it (lower case). */
public enum OuterOptimizerName { AVERAGE, NESTEROV, SLOWMO, ADAM }
