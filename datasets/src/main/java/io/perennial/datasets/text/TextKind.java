package io.perennial.datasets.text;

import java.util.Arrays;
import java.util.Optional;

/** What texts are for; of plain files their ending says it. */
public enum TextKind {
    /** Rows with a class. */
    TABLE(".tsv"),
    /** Running text. */
    RUNNING(".txt"),
    /** Sentences of words with a tag each. */
    TAGGED(".conll");

    private final String ending;

    TextKind(String ending) {
        this.ending = ending;
    }

    /** Of the names of plain files of this kind. */
    String ending() {
        return ending;
    }

    static Optional<TextKind> of(String name) {
        return Arrays.stream(values()).filter(kind -> name.endsWith(kind.ending)).findFirst();
    }
}
