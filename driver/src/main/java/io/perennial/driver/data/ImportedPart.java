package io.perennial.driver.data;

import io.perennial.datasets.ChannelSums;
import java.io.Serializable;
import java.util.List;

/**
 * A file of records that a task wrote.
 *
 * @param split    {@code train} or {@code test}
 * @param written  where it lies until the import is whole
 * @param examples records; 0 if there is no file
 * @param bytes    length
 * @param sha256   of the file
 * @param perClass records by label
 * @param pixels   sums
 * @param bad      images that cannot be used
 * @param misfit   an image of another size where none was asked for; null if there was none
 */
record ImportedPart(String split, String written, long examples, long bytes, String sha256, long[] perClass, ChannelSums pixels,
                    List<BadImage> bad, BadImage misfit) implements Serializable {
}
