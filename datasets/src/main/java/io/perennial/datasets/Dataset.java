package io.perennial.datasets;

import io.perennial.datasets.text.TextEncoding;
import java.util.List;
import java.util.Optional;

/** A training set and a test set of one kind, opened and checked: every record was read once on the driver. */
public interface Dataset {

    /** What the user asked for: {@code cifar10}, {@code shapes10}, a folder, a file. */
    String name();

    /** Names of the classes, in the order of their labels. */
    List<String> classes();

    InputShape shape();

    Normalization normalization();

    Split train();

    Split test();

    /** What goes into provenance: files, sizes, checksums, counts per class, share of test images found in the training set. */
    DatasetManifest manifest();

    /** How texts become a network's input; empty for data that is none. */
    default Optional<TextEncoding> encoding() {
        return Optional.empty();
    }
}
