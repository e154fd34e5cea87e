package io.perennial.datasets;

import java.util.List;

/**
 * One split on its own, opened and checked: what evaluation needs.
 *
 * @param name          what the user asked for
 * @param classes       names of the classes, in the order of their labels
 * @param shape          of the examples
 * @param normalization the data set's usual one; a trained model brings its own
 * @param split         the examples
 * @param manifest      files, checksums, counts
 */
public record OpenedSplit(String name, List<String> classes, InputShape shape, Normalization normalization, Split split,
                          DatasetManifest.SplitManifest manifest) {
}
