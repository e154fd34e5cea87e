package io.perennial.datasets.text;

import io.perennial.errors.InputException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.MessageType;

/**
 * Columns of a sentence a row: its words, and as many tags. A row stands for the lines of a {@code .conll} file, with the blank one after them.
 *
 * @param tags what becomes of them
 */
record TagColumns(Tags tags) implements ParquetColumns {

    static final String TOKENS = "tokens";
    static final String TAGS = "tags";

    enum Tags {
        READ,
        /** There is no such column, or it does not hold lists of strings. */
        MISSING,
        /** The words alone are asked for. */
        IGNORED
    }

    /** Empty if a file has no words. */
    static Optional<TagColumns> of(MessageType schema) {
        return isIn(schema, TOKENS) ? Optional.of(new TagColumns(isIn(schema, TAGS) ? Tags.READ : Tags.MISSING)) : Optional.empty();
    }

    private static boolean isIn(MessageType schema, String column) {
        return ParquetType.named(schema, column).filter(ParquetType::isListOfStrings).isPresent();
    }

    @Override
    public TextKind kind() {
        return TextKind.TAGGED;
    }

    /** The same for the words alone. */
    TagColumns untagged() {
        return new TagColumns(Tags.IGNORED);
    }

    @Override
    public MessageType in(MessageType schema) {
        return new MessageType(schema.getName(), tags == Tags.READ ? List.of(schema.getType(TOKENS), schema.getType(TAGS)) : List.of(schema.getType(TOKENS)));
    }

    /** A tab or a line end within a word becomes a blank; so does an empty word that needs no tag. */
    @Override
    public byte[] lines(Group row) {
        List<byte[]> words = list(row, TOKENS);
        if (tags == Tags.IGNORED) {
            words = words.stream().map(word -> word.length == 0 ? new byte[] {' '} : word).toList();
        }
        List<byte[]> found = switch (tags) {
            case READ -> list(row, TAGS);
            case MISSING -> throw new InputException("has " + TOKENS + ", and there is no column " + TAGS + " of lists of strings; give each word a tag (O, B-TYPE or I-TYPE, by name)");
            case IGNORED -> Collections.nCopies(words.size(), TaggedWord.OUTSIDE.getBytes(StandardCharsets.US_ASCII));
        };
        if (words.size() != found.size()) {
            throw new InputException("has " + words.size() + " " + TOKENS + " and " + found.size() + " " + TAGS + "; give each word one tag");
        }
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (int i = 0; i < words.size(); i++) {
            String tag = new String(found.get(i), StandardCharsets.UTF_8);
            if (words.get(i).length == 0 || !TaggedWord.isTag(tag)) {
                throw new InputException("has the word '" + new String(words.get(i), StandardCharsets.UTF_8) + "' with the tag '" + tag
                        + "'; supported are words with the tags O, B-TYPE or I-TYPE");
            }
            lines.writeBytes(ParquetColumns.plain(words.get(i)));
            lines.write('\t');
            lines.writeBytes(ParquetColumns.plain(found.get(i)));
            lines.write('\n');
        }
        lines.write('\n');
        return lines.toByteArray();
    }

    /** What is null is empty. */
    private static List<byte[]> list(Group row, String column) {
        if (row.getFieldRepetitionCount(column) == 0) {
            return List.of();
        }
        Group list = row.getGroup(column, 0);
        return IntStream.range(0, list.getFieldRepetitionCount(0)).mapToObj(i -> list.getGroup(0, i))
                .map(element -> element.getFieldRepetitionCount(0) == 0 ? new byte[0] : element.getBinary(0, 0).getBytes()).toList();
    }
}
