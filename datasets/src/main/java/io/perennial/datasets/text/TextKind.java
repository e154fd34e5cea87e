package io.perennial.datasets.text;

import java.util.Arrays;
import java.util.Optional;

/** What texts are for; of plain files their ending says it. */
public enum TextKind {
    /** Rows with a class. */
    TABLE(".tsv", "texts with a class each (.tsv, or Parquet with a column label)"),
    /** Running text. */
    RUNNING(".txt", "running text (.txt, or Parquet without a column label)"),
    /** Sentences of words with a tag each. */
    TAGGED(".conll", "words with a tag each (.conll, or Parquet with columns tokens and tags)");

    private final String ending;
    private final String shown;

    TextKind(String ending, String shown) {
        this.ending = ending;
        this.shown = shown;
    }

    /** Of the names of plain files of this kind. */
    String ending() {
        return ending;
    }

    /** For messages. */
    String shown() {
        return shown;
    }

    static Optional<TextKind> of(String name) {
        return Arrays.stream(values()).filter(kind -> name.endsWith(kind.ending)).findFirst();
    }
}
