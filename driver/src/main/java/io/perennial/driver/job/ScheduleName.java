package io.perennial.driver.job;

/** How the inner learning rate goes over the local steps, as {@code schedule.name} names it (lower case). */
public enum ScheduleName { CONSTANT, STEP, COSINE, ONECYCLE }
