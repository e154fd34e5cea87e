package io.perennial.datasets.text;

import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/** What texts are read from, as lines. One source is dealt evenly to all shards, whatever pieces it is stored in. */
public sealed interface TextSource permits TextFile, ParquetTable {

    /** Names it, with its scheme. */
    String uri();

    TextKind kind();

    /** Lines at the beginning that hold no text. */
    int headerLines();

    /** What a line is called in messages: {@code line}, or {@code row}. */
    String lineName();

    /**
     * Where its lines are, in their order.
     *
     * @throws io.perennial.errors.InputException if they cannot be found out
     */
    List<TextPiece> pieces(Configuration hadoop);

    /** The same for texts alone, with labels or without, each a row of a table or a line; empty if it holds words with tags and no texts. */
    Optional<TextSource> texts();

    /** The same for words alone, with tags or without; texts where words are not apart. */
    TextSource words();
}
