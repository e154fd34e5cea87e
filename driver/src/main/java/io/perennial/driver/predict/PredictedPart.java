package io.perennial.driver.predict;

import java.io.Serializable;

/**
 * What a task wrote.
 *
 * @param number       of the task
 * @param written      file of predictions, where it lies until all are there
 * @param problemsFile file of problems; null if there were none
 * @param predicted    examples by predicted class
 * @param problems     rows
 */
record PredictedPart(int number, String written, String problemsFile, long[] predicted, long problems) implements Serializable {

    long examples() {
        long sum = 0;
        for (long count : predicted) {
            sum += count;
        }
        return sum;
    }
}
