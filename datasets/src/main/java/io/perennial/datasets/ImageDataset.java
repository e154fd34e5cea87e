package io.perennial.datasets;

import java.util.List;

/** A data set of images that was opened and checked. */
record ImageDataset(String name, List<String> classes, ImageShape shape, Normalization normalization, Split train, Split test,
                    DatasetManifest manifest) implements Dataset {
}
