package io.perennial.driver.job;

/** The optimizer of the local steps, as {@code inner.optimizer} names it (lower case). */
public enum InnerOptimizerName { SGD, MOMENTUM, NESTEROV, ADAM, ADAMW }
