package io.perennial.datasets.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a text is taken apart into. */
public enum TokenizerKind {

    /** Words in lower case, punctuation marks, and Chinese characters one by one; a word that is not in the vocabulary is unknown. */
    WORD(Pieces.WORDS),
    /** Characters. */
    CHARACTER(Pieces.CHARACTERS),
    /** Byte-level byte pair encoding (Sennrich et al. 2016; Radford et al. 2019): frequent words whole, others in parts, nothing unknown. */
    BPE(Pieces.BYTES);

    private final Pieces pieces;

    TokenizerKind(Pieces pieces) {
        this.pieces = pieces;
    }

    /** What settings and options call a kind; empty if they call none so. */
    public static Optional<TokenizerKind> named(String name) {
        return Arrays.stream(values()).filter(kind -> kind.name().toLowerCase(Locale.ROOT).equals(name)).findFirst();
    }

    Pieces pieces() {
        return pieces;
    }

    /** A text's pieces, before a vocabulary is looked at. */
    public List<String> split(String text) {
        List<String> all = new ArrayList<>();
        pieces.split(text, all::add);
        return all;
    }
}
