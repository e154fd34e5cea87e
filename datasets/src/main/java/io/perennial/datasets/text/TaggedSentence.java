package io.perennial.datasets.text;

import java.util.List;

/**
 * A sentence of a {@code .conll} file as it stands there.
 *
 * @param words in order, at least one
 * @param tags  of the words: {@code O}, {@code B-TYPE} or {@code I-TYPE}
 */
public record TaggedSentence(List<String> words, List<String> tags) {

    /** Tag of a word that belongs to no entity. */
    public static final String OUTSIDE = TaggedWord.OUTSIDE;

    /** All tags of the types that sentences name: O, and for each type, in the order of the names, B- and I-. */
    public static List<String> classes(List<TaggedSentence> sentences) {
        return TaggedWord.classes(() -> sentences.stream().flatMap(sentence -> sentence.tags().stream()).iterator());
    }
}
