package io.perennial.datasets.text;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * What {@value #DESCRIPTION} of a folder of token ids tells; it is written last. Whole numbers in the files beside it have their highest byte first. Of texts with a
 * class, a file holds for each its class (4 bytes), its number of tokens (4 bytes) and their ids (2 bytes each); of running text, ids alone.
 *
 * @param formatVersion   {@value #FORMAT_VERSION}
 * @param source          what was encoded, as the user named it
 * @param classes         names in the order of their numbers; null for running text
 * @param tokenizer       the tokenizer's file
 * @param tokenizerSha256 of that file, in hexadecimal
 * @param onBad           what was done with lines that were no proper text
 * @param longestLine     bytes of a line at most
 * @param splits          by name: {@code train}, {@code test} and perhaps {@code valid}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EncodedTexts(int formatVersion, String source, List<String> classes, String tokenizer, String tokenizerSha256, OnBadText onBad, int longestLine,
                           Map<String, EncodedSplit> splits) {

    public static final String DESCRIPTION = "encoded.json";
    public static final int FORMAT_VERSION = 1;

    /**
     * @param examples texts that were encoded; of running text, 0
     * @param tokens   of all files
     * @param files    in reading order
     * @param text     what reading the texts came upon
     */
    public record EncodedSplit(long examples, long tokens, List<EncodedFile> files, TextCounts text) {
    }

    /**
     * @param name         in the folder
     * @param sha256       of the file, in hexadecimal
     * @param source       the file that was encoded, with its scheme
     * @param sourceSha256 of that file, in hexadecimal
     */
    public record EncodedFile(String name, String sha256, String source, String sourceSha256) {
    }
}
