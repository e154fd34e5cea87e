package io.perennial.driver.job;

/** A value as the user wrote it. */
record Given(String text, Origin origin) {
}
