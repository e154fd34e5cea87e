package io.perennial.driver.predict;

import java.io.Serializable;

/**
 * What is to be classified.
 *
 * @param id    names it in the output: a number within a data set, a path, a row's id
 * @param bytes as they were found; null if there are none
 */
record Candidate(String id, byte[] bytes) implements Serializable {
}
