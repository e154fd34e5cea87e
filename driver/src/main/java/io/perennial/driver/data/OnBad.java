package io.perennial.driver.data;

/** What an image that cannot be used means for an import: its failure, or one image fewer. */
public enum OnBad { FAIL, SKIP }
