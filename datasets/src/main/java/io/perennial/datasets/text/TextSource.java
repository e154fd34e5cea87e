package io.perennial.datasets.text;

import java.util.List;
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

    /** The same where texts alone matter and labels may be missing: every row of texts in Parquet is then a row of a table. */
    TextSource unlabelled();
}
