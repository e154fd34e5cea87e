package io.perennial.datasets;

import io.perennial.checksum.Sha256;
import io.perennial.datasets.text.TextCounts;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * What a data set held when it was opened; becomes part of a run's provenance as JSON.
 *
 * @param name        what the user asked for
 * @param train       the training set
 * @param test        the test set
 * @param testOverlap test images whose pixels are, byte for byte, those of a training image; test texts that are training texts
 * @param tokenizerSha256 of the tokenizer that texts are encoded with, in hexadecimal; null where there are none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DatasetManifest(String name, SplitManifest train, SplitManifest test, TestOverlap testOverlap, String tokenizerSha256) {

    /** Of the records of both splits, in hexadecimal: the same data in another place has the same one. */
    public String contentSha256() {
        StringBuilder content = new StringBuilder();
        for (SplitManifest split : List.of(train, test)) {
            content.append(split.content()).append('\n');
        }
        if (tokenizerSha256 != null) {
            content.append(tokenizerSha256).append('\n');
        }
        return Sha256.hex(content.toString());
    }

    /**
     * @param examples         number of examples
     * @param examplesPerClass by class name, in the order of the labels
     * @param files            in reading order; empty for a drawn set
     * @param drawn            how the set was drawn; null for files
     * @param text             what reading texts came upon; null where there are none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record SplitManifest(long examples, Map<String, Long> examplesPerClass, List<SourceFile> files, Drawing drawn,
                                TextCounts text) {

        /** Of the records, in hexadecimal: the same split in another place has the same one. */
        public String contentSha256() {
            return Sha256.hex(content());
        }

        /** A line for each source: the checksum of its records. */
        private String content() {
            StringBuilder content = new StringBuilder();
            files.forEach(file -> content.append(file.sha256()).append('\n'));
            if (drawn != null) {
                content.append(drawn.sha256()).append('\n');
            }
            return content.toString();
        }
    }

    /**
     * @param path   with its scheme
     * @param bytes  length
     * @param sha256 of the whole file, in hexadecimal
     */
    public record SourceFile(String path, long bytes, String sha256) {
    }

    /**
     * @param generator its name
     * @param version   of the generator: other versions may draw other images
     * @param seed      of the data set
     * @param sha256    of all records, in hexadecimal
     */
    public record Drawing(String generator, int version, long seed, String sha256) {
    }

    /**
     * @param count number of test images
     * @param share of the test set, 0 to 1
     */
    public record TestOverlap(long count, double share) {
    }
}
