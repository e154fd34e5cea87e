package io.perennial.datasets.text;

import io.perennial.errors.InputException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * Columns of a text a row: a line of a table of texts, or of running text.
 *
 * @param id    names a row; null if no column does
 * @param label its class; null if no column tells it
 * @param text  what it says
 * @param kind  {@code TABLE} or {@code RUNNING}
 */
record TextColumns(String id, String label, String text, TextKind kind) implements ParquetColumns {

    private static final String ID = "id";
    private static final String LABEL = "label";
    private static final String TEXT = "text";
    private static final Set<String> NO_TEXT = Set.of(ID, LABEL);

    /** Whether a file has a column {@value #LABEL}. */
    static boolean haveClasses(MessageType schema) {
        return ParquetType.named(schema, LABEL).isPresent();
    }

    /** Whether a file has a column that is the text, or could be. */
    static boolean haveTexts(MessageType schema) {
        return !texts(schema).isEmpty();
    }

    private static List<String> texts(MessageType schema) {
        return ParquetType.named(schema, TEXT).map(Stream::of).orElseGet(() -> schema.getFields().stream().filter(ParquetType::isString)
                .filter(field -> !NO_TEXT.contains(field.getName()))).map(Type::getName).toList();
    }

    /**
     * The text is the column {@value #TEXT}, or the only column of strings beside {@value #ID} and {@value #LABEL}; with a column {@value #LABEL} it is a table.
     *
     * @throws InputException if there is no such column, or one is of another type
     */
    static TextColumns of(MessageType schema, String uri) {
        List<String> texts = texts(schema);
        if (texts.size() != 1) {
            throw new InputException(uri + ": " + (texts.isEmpty() ? "has no column of texts" : "several columns could be the text") + "; found " + ParquetType.shown(schema)
                    + "; supported are a column " + TEXT + " of strings (or one column of strings under another name), with a column " + LABEL
                    + " (strings or whole numbers) for texts with a class each, and without it columns "
                    + TagColumns.TOKENS + " and " + TagColumns.TAGS + " (lists of strings) for words with a tag each; images in Parquet are brought in by perennial data import");
        }
        String text = texts.get(0);
        if (!ParquetType.isString(schema.getType(text))) {
            throw new InputException(uri + ": the column " + text + " does not hold strings; found " + ParquetType.shown(schema) + "; write it as a column of strings");
        }
        Optional<Type> label = ParquetType.named(schema, LABEL);
        if (label.isPresent() && !isName(label.get())) {
            throw new InputException(uri + ": the column " + LABEL + " holds neither strings nor whole numbers; found " + ParquetType.shown(schema)
                    + "; write it as one of these, or leave it out for running text");
        }
        String id = ParquetType.named(schema, ID).filter(TextColumns::isName).map(Type::getName).orElse(null);
        return new TextColumns(id, label.map(Type::getName).orElse(null), text, label.isPresent() ? TextKind.TABLE : TextKind.RUNNING);
    }

    /** The same where a text needs no label: each row as one of a table. */
    TextColumns unlabelled() {
        return new TextColumns(id, label, text, TextKind.TABLE);
    }

    @Override
    public MessageType in(MessageType schema) {
        List<String> names = (kind == TextKind.TABLE ? Stream.of(id, label, text) : Stream.of(text)).filter(name -> name != null).toList();
        return new MessageType(schema.getName(), names.stream().map(schema::getType).toList());
    }

    /** A row as a line with its end. In a table, a tab or a line end within a value becomes a blank. */
    @Override
    public byte[] lines(Group row) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        if (kind == TextKind.TABLE) {
            // id, group, date, label, text: as TsvRow has them.
            line.writeBytes(ParquetColumns.plain(value(row, id)));
            line.writeBytes(new byte[] {'\t', '\t', '\t'});
            line.writeBytes(ParquetColumns.plain(value(row, label)));
            line.write('\t');
            line.writeBytes(ParquetColumns.plain(value(row, text)));
        } else {
            line.writeBytes(value(row, text));
        }
        line.write('\n');
        return line.toByteArray();
    }

    /** As bytes, which need not be valid UTF-8; none of what is null. */
    private static byte[] value(Group row, String column) {
        if (column == null || row.getFieldRepetitionCount(column) == 0) {
            return new byte[0];
        }
        return ParquetType.isString(row.getType().getType(column)) ? row.getBinary(column, 0).getBytes() : row.getValueToString(row.getType().getFieldIndex(column), 0)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static boolean isName(Type field) {
        return ParquetType.isString(field) || ParquetType.isWhole(field);
    }
}
