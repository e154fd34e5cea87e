package io.perennial.datasets;

import java.util.List;

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
}
