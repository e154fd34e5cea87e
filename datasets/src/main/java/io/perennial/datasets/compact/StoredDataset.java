package io.perennial.datasets.compact;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.perennial.datasets.InputShape;
import io.perennial.datasets.Normalization;
import java.util.List;
import java.util.Map;

/**
 * What {@code dataset.json} holds: it describes the files of records beside it.
 *
 * @param formatVersion of this file: {@value #FORMAT_VERSION}
 * @param classes       names, in the order of the labels; 1 to 256
 * @param shape         of every example
 * @param normalization mean and deviation of the training set, per channel, of pixels scaled to 0..1; of vectors none
 * @param train         the training set
 * @param test          the test set; null if there is none
 * @param source        where the images came from
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StoredDataset(int formatVersion, List<String> classes, InputShape shape, Normalization normalization, StoredSplit train,
                            StoredSplit test, Origin source) {

    public static final int FORMAT_VERSION = 1;

    /**
     * @param examples         in all files
     * @param examplesPerClass in the order of the labels, by class name
     * @param files            in reading order
     */
    public record StoredSplit(long examples, Map<String, Long> examplesPerClass, List<StoredFile> files) {
    }

    /**
     * @param name     in the folder of dataset.json
     * @param examples records
     * @param bytes    length
     * @param sha256   of the whole file, in hexadecimal
     */
    public record StoredFile(String name, long examples, long bytes, String sha256) {
    }

    /**
     * @param location  what was imported
     * @param test      the test set's own source; null if there was none
     * @param testShare share of the images that became the test set; null if it had its own source or there is none
     * @param seed      of the order and of the choice of test images
     * @param skipped   images that did not decode and were left out
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Origin(String location, String test, Double testShare, long seed, long skipped) {
    }
}
