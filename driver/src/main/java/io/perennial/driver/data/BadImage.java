package io.perennial.driver.data;

import java.io.Serializable;

/**
 * An image that cannot be used.
 *
 * @param path   the file, or which row of a table
 * @param reason as the end of a sentence about it
 */
public record BadImage(String path, String reason) implements Serializable {
}
