package io.perennial.datasets.text;

import io.perennial.errors.InputException;
import java.io.ByteArrayOutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/**
 * The columns of Parquet that are read, and the line that a row stands for: of a table of texts, or of running text.
 *
 * @param id    names a row; null if no column does
 * @param label its class; null if no column tells it
 * @param text  what it says
 * @param kind  {@code TABLE} or {@code RUNNING}
 */
record ParquetColumns(String id, String label, String text, TextKind kind) implements Serializable {

    private static final String ID = "id";
    private static final String LABEL = "label";
    private static final String TEXT = "text";
    private static final Set<String> NO_TEXT = Set.of(ID, LABEL);

    /**
     * The text is the column {@value #TEXT}, or the only column of strings beside {@value #ID} and {@value #LABEL}; with a column {@value #LABEL} it is a table.
     *
     * @throws InputException if there is no such column, or one is of another type
     */
    static ParquetColumns of(MessageType schema, String uri) {
        List<String> texts = named(schema, TEXT).map(Stream::of).orElseGet(() -> schema.getFields().stream().filter(ParquetColumns::isString)
                .filter(field -> !NO_TEXT.contains(field.getName()))).map(Type::getName).toList();
        if (texts.size() != 1) {
            throw new InputException(uri + ": " + (texts.isEmpty() ? "has no column of texts" : "several columns could be the text") + "; found " + shown(schema)
                    + "; supported are a column " + TEXT + " of strings (or one column of strings under another name), with a column " + LABEL
                    + " (strings or whole numbers) for texts with a class each; images in Parquet are brought in by perennial data import");
        }
        String text = texts.get(0);
        if (!isString(schema.getType(text))) {
            throw new InputException(uri + ": the column " + text + " does not hold strings; found " + shown(schema) + "; write it as a column of strings");
        }
        Optional<Type> label = named(schema, LABEL);
        if (label.isPresent() && !isName(label.get())) {
            throw new InputException(uri + ": the column " + LABEL + " holds neither strings nor whole numbers; found " + shown(schema)
                    + "; write it as one of these, or leave it out for running text");
        }
        String id = named(schema, ID).filter(ParquetColumns::isName).map(Type::getName).orElse(null);
        return new ParquetColumns(id, label.map(Type::getName).orElse(null), text, label.isPresent() ? TextKind.TABLE : TextKind.RUNNING);
    }

    /** The same columns, each row as one of a table: its label may be missing. */
    ParquetColumns unlabelled() {
        return new ParquetColumns(id, label, text, TextKind.TABLE);
    }

    /** Of a file's columns those that are read. */
    MessageType in(MessageType schema) {
        List<String> names = (kind == TextKind.TABLE ? Stream.of(id, label, text) : Stream.of(text)).filter(name -> name != null).toList();
        return new MessageType(schema.getName(), names.stream().map(schema::getType).toList());
    }

    /** A row as a line with its end. In a table, a tab or a line end within a value becomes a blank. */
    byte[] line(Group row) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        if (kind == TextKind.TABLE) {
            // id, group, date, label, text: as TsvRow has them.
            line.writeBytes(plain(value(row, id)));
            line.writeBytes(new byte[] {'\t', '\t', '\t'});
            line.writeBytes(plain(value(row, label)));
            line.write('\t');
            line.writeBytes(plain(value(row, text)));
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
        return isString(row.getType().getType(column)) ? row.getBinary(column, 0).getBytes() : row.getValueToString(row.getType().getFieldIndex(column), 0)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] plain(byte[] value) {
        byte[] plain = value.clone();
        for (int i = 0; i < plain.length; i++) {
            if (plain[i] == '\t' || plain[i] == '\r' || plain[i] == '\n') {
                plain[i] = ' ';
            }
        }
        return plain;
    }

    private static Optional<Type> named(MessageType schema, String name) {
        return schema.getFields().stream().filter(field -> field.getName().equals(name)).findFirst();
    }

    private static boolean isName(Type field) {
        return isString(field) || isWhole(field);
    }

    private static boolean isString(Type field) {
        return isOne(field) && field.asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.BINARY
                && field.getLogicalTypeAnnotation() instanceof StringLogicalTypeAnnotation;
    }

    private static boolean isWhole(Type field) {
        return isOne(field) && Set.of(PrimitiveTypeName.INT32, PrimitiveTypeName.INT64).contains(field.asPrimitiveType().getPrimitiveTypeName())
                && (field.getLogicalTypeAnnotation() == null || field.getLogicalTypeAnnotation() instanceof IntLogicalTypeAnnotation);
    }

    private static boolean isOne(Type field) {
        return field.isPrimitive() && !field.isRepetition(Type.Repetition.REPEATED);
    }

    private static String shown(MessageType schema) {
        return schema.getFields().stream().map(field -> field.getName() + " (" + type(field) + ")").collect(Collectors.joining(", "));
    }

    private static String type(Type field) {
        if (isString(field)) {
            return "strings";
        }
        if (isWhole(field)) {
            return "whole numbers";
        }
        if (!field.isPrimitive()) {
            return "nested";
        }
        return (field.getLogicalTypeAnnotation() == null ? field.asPrimitiveType().getPrimitiveTypeName() : field.getLogicalTypeAnnotation()).toString().toLowerCase(Locale.ROOT);
    }
}
