package io.perennial.datasets.text;

import java.io.Serializable;
import java.util.Optional;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.MessageType;

/** The columns of Parquet that are read, and the lines that a row stands for. */
sealed interface ParquetColumns extends Serializable permits TextColumns, TagColumns {

    /** What a file is asked for. */
    enum Asked {
        /** What it is there for: texts with a class each if it has a column of these, else words with a tag each if it has columns of both, else texts, else words. */
        ALL,
        /** Texts, whether they have a class or not. */
        TEXTS,
        /** Words, whether they have a tag or not; texts where it has none apart. */
        WORDS
    }

    /**
     * Of a file's columns those that are asked for.
     *
     * @throws io.perennial.errors.InputException if it does not have them, or one is of another type
     */
    static ParquetColumns of(MessageType schema, String uri, Asked asked) {
        Optional<TagColumns> words = TagColumns.of(schema);
        return switch (asked) {
            case ALL -> words.filter(found -> !TextColumns.haveClasses(schema) && (found.tags() == TagColumns.Tags.READ || !TextColumns.haveTexts(schema)))
                    .<ParquetColumns>map(found -> found).orElseGet(() -> TextColumns.of(schema, uri));
            case TEXTS -> TextColumns.of(schema, uri).unlabelled();
            case WORDS -> words.<ParquetColumns>map(TagColumns::untagged).orElseGet(() -> TextColumns.of(schema, uri).unlabelled());
        };
    }

    TextKind kind();

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
