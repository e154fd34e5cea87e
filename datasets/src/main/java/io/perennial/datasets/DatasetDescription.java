package io.perennial.datasets;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * What {@code data describe} tells.
 *
 * @param name          what the user asked for
 * @param shape          of the examples
 * @param classes       names, in the order of the labels
 * @param normalization what a network's input is made with
 * @param splits        training set, then the test set if there is one
 * @param testOverlap   test images found in the training set; null without a test set
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DatasetDescription(String name, InputShape shape, List<String> classes, Normalization normalization,
                                 List<SplitDescription> splits, DatasetManifest.TestOverlap testOverlap) {

    /**
     * @param name     {@code train} or {@code test}
     * @param manifest counts, files, checksums
     * @param copies   images whose pixels are those of an earlier one of the split
     * @param pixels   mean and deviation by channel, of pixels scaled to 0..1
     */
    public record SplitDescription(String name, DatasetManifest.SplitManifest manifest, long copies, Normalization pixels) {
    }
}
