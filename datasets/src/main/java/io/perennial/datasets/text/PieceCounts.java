package io.perennial.datasets.text;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How often each piece occurs: what a vocabulary is made of. Counts of parts add up to those of the whole, in any order. Not thread-safe. */
public final class PieceCounts implements Serializable {

    private static final long serialVersionUID = 1;

    private final TokenizerKind kind;
    private final Map<String, Long> counts = new HashMap<>();

    public PieceCounts(TokenizerKind kind) {
        this.kind = kind;
    }

    public TokenizerKind kind() {
        return kind;
    }

    /** Counts the pieces of a text. */
    public PieceCounts add(String text) {
        kind.pieces().split(text, piece -> counts.merge(piece, 1L, Long::sum));
        return this;
    }

    /** Adds counts of the same kind. */
    public PieceCounts add(PieceCounts other) {
        other.counts.forEach((piece, count) -> counts.merge(piece, count, Long::sum));
        return this;
    }

    /** A piece and how often it occurs. */
    record Counted(String piece, long count) {
    }

    /** The most frequent first; of equals in the order of their code points. */
    List<Counted> byFrequency() {
        List<Counted> all = new ArrayList<>();
        counts.forEach((piece, count) -> all.add(new Counted(piece, count)));
        all.sort(Comparator.comparingLong(Counted::count).reversed().thenComparing(Counted::piece, CodePointOrder.INSTANCE));
        return all;
    }
}
