package io.perennial.datasets;

import java.util.List;

/** A data set that was opened and checked. */
record RecordDataset(String name, List<String> classes, InputShape shape, Normalization normalization, Split train, Split test,
                    DatasetManifest manifest) implements Dataset {
}
