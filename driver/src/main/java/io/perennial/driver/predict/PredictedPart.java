package io.perennial.driver.predict;

import java.io.Serializable;
import java.util.Map;

/**
 * What a task wrote.
 *
 * @param number       of the task
 * @param written      file of predictions, where it lies until all are there
 * @param problemsFile file of problems; null if there were none
 * @param predicted    how often each class was predicted, or each tag
 * @param examples     with a prediction
 * @param problems     rows
 */
record PredictedPart(int number, String written, String problemsFile, Map<String, Long> predicted, long examples, long problems) implements Serializable {
}
