package io.perennial.driver.data;

import java.io.Serializable;

/**
 * An image on its way into a data set.
 *
 * @param path  names it in messages
 * @param label its class; -1 if it has none
 * @param bytes as they were found
 */
record LabelledImage(String path, int label, byte[] bytes) implements Serializable {
}
