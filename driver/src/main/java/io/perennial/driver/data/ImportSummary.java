package io.perennial.driver.data;

import io.perennial.datasets.compact.StoredDataset;
import java.util.List;

/**
 * What an import made.
 *
 * @param out     the folder
 * @param dataset what its dataset.json says
 * @param skipped images that were left out, in the order of their paths
 * @param seconds wall-clock seconds
 */
public record ImportSummary(String out, StoredDataset dataset, List<BadImage> skipped, double seconds) {
}
