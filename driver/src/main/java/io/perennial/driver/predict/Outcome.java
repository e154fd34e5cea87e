package io.perennial.driver.predict;

/**
 * What came of a candidate: a prediction, or a problem.
 *
 * @param prediction null if there was a problem
 * @param problem    why there is none, as the end of a sentence about the candidate; null if there is
 */
record Outcome(Prediction prediction, String problem) {
}
