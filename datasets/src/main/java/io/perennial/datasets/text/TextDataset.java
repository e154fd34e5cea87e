package io.perennial.datasets.text;

import io.perennial.datasets.Dataset;
import io.perennial.datasets.DatasetManifest;
import io.perennial.datasets.InputShape;
import io.perennial.datasets.Normalization;
import io.perennial.datasets.Split;
import java.util.List;
import java.util.Optional;

/** Texts that were opened and checked. */
record TextDataset(String name, List<String> classes, InputShape shape, Normalization normalization, Split train, Split test, DatasetManifest manifest,
                   Optional<TextEncoding> encoding) implements Dataset {
}
