package io.perennial.datasets.text;

import java.io.Serializable;
import java.util.Optional;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.MessageType;

/** The columns of Parquet that are read, and the lines that a row stands for. */
sealed interface ParquetColumns extends Serializable permits TextColumns, TagColumns {

    /**
     * What a file holds: texts with a class each if it has a column of these, else words with a tag each if it has columns of both, else texts, else words.
     *
     * @throws io.perennial.errors.InputException if it has columns of neither, or one is of another type
     */
    static ParquetColumns of(MessageType schema, String uri) {
        if (TextColumns.haveClasses(schema)) {
            return TextColumns.of(schema, uri);
        }
        return TagColumns.in(schema, uri).<ParquetColumns>map(columns -> columns).or(() -> TextColumns.nameTheText(schema) ? Optional.empty() : TagColumns.untagged(schema))
                .orElseGet(() -> TextColumns.of(schema, uri));
    }

    TextKind kind();

    /** The same columns where a text needs no label: each row as one of a table. */
    ParquetColumns unlabelled();

    /** Of a file's columns those that are read. */
    MessageType in(MessageType schema);

    /**
     * The lines that a row stands for, each with its end.
     *
     * @throws io.perennial.errors.InputException if it stands for none; the message says what the row has
     */
    byte[] lines(Group row);

    /** A value that tabs and line ends would part: each becomes a blank. */
    static byte[] plain(byte[] value) {
        byte[] plain = value.clone();
        for (int i = 0; i < plain.length; i++) {
            if (plain[i] == '\t' || plain[i] == '\r' || plain[i] == '\n') {
                plain[i] = ' ';
            }
        }
        return plain;
    }
}
