package io.perennial.driver.job;

/** Where deltas become their mean, as {@code aggregation} names it. */
public enum AggregationName {
    AUTO, DRIVER, SLICES
}
