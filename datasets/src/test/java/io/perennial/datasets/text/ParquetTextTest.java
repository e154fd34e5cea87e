package io.perennial.datasets.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.datasets.Dataset;
import io.perennial.datasets.Datasets;
import io.perennial.datasets.Range;
import io.perennial.datasets.Shard;
import io.perennial.datasets.SourceChangedException;
import io.perennial.datasets.Split;
import io.perennial.datasets.TextRange;
import io.perennial.datasets.TokenExamples;
import io.perennial.datasets.TokenShape;
import io.perennial.errors.InputException;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands in Parquet is what stands in the lines that it stands for. */
class ParquetTextTest {

    private static final Configuration HADOOP = new Configuration();
    private static final String HEADER = "id\tgroup\tdate\tlabel\ttext\n";
    private static final MessageType LABELLED = schema("optional int64 id; optional binary label (STRING); optional binary text (STRING);");
    private static final MessageType TEXTS = schema("optional binary text (STRING);");

    private static final MessageType TAGGED = schema("optional group tokens (LIST) { repeated group list { optional binary element (STRING); } }"
            + " optional group tags (LIST) { repeated group list { optional binary element (STRING); } } optional binary text (STRING);");

    @TempDir
    private Path folder;

    private static MessageType schema(String columns) {
        return MessageTypeParser.parseMessageType("message texts { " + columns + " }");
    }

    /** Row groups of 100 rows: Parquet looks at their size no earlier. */
    private void write(String name, MessageType schema, List<Group> rows) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new org.apache.hadoop.fs.Path(file.toString())).withType(schema).withConf(HADOOP)
                .withRowGroupSize(1L).withCompressionCodec(CompressionCodecName.SNAPPY).withWriteMode(ParquetFileWriter.Mode.OVERWRITE).build()) {
            for (Group row : rows) {
                writer.write(row);
            }
        }
    }

    private static Group labelled(long id, String label, byte[] text) {
        SimpleGroup row = new SimpleGroup(LABELLED);
        row.add("id", id);
        if (label != null) {
            row.add("label", label);
        }
        if (text != null) {
            row.add("text", Binary.fromConstantByteArray(text));
        }
        return row;
    }

    private static Group text(String text) {
        SimpleGroup row = new SimpleGroup(TEXTS);
        row.add("text", text);
        return row;
    }

    private static Group sentence(List<String> words, List<String> tags) {
        SimpleGroup row = new SimpleGroup(TAGGED);
        addList(row, "tokens", words);
        addList(row, "tags", tags);
        return row;
    }

    private static void addList(Group row, String column, List<String> values) {
        Group list = row.addGroup(column);
        for (String value : values) {
            Group element = list.addGroup(0);
            if (value != null) {
                element.add(0, value);
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Dataset open(String name, TextPlan plan) {
        return Datasets.open(folder.resolve(name).toString(), new Datasets.Options(null, 1, null, plan), HADOOP, line -> { });
    }

    private static TextPlan.FromTraining plan(String tokenizer, int length, OnBadText onBad) {
        return new TextPlan.FromTraining(tokenizer, length, 1000, 1, new LineRules(onBad, 200));
    }

    private static List<String> examples(Split split, int workers) throws IOException {
        List<String> all = new ArrayList<>();
        for (Shard shard : split.shards(workers)) {
            TokenExamples read = (TokenExamples) shard.read(HADOOP);
            for (int i = 0; i < read.size(); i++) {
                StringBuilder example = new StringBuilder(shard.index() + "/" + read.id(i) + ":" + (read.shape().isRunning() || read.shape().labelsEachToken() ? "" : read.label(i)));
                for (int t = 0; t < read.length(i); t++) {
                    example.append(' ').append(read.token(i, t)).append(read.shape().labelsEachToken() ? "/" + read.label(i, t) : "");
                }
                all.add(example.toString());
            }
        }
        return all;
    }

    private static void isTheSame(Dataset found, Dataset expected) throws IOException {
        assertThat(found.classes()).isEqualTo(expected.classes());
        assertThat(found.encoding()).isEqualTo(expected.encoding());
        assertThat(found.manifest().train().text()).isEqualTo(expected.manifest().train().text());
        assertThat(found.manifest().train().examplesPerClass()).isEqualTo(expected.manifest().train().examplesPerClass());
        for (int workers : List.of(1, 3)) {
            assertThat(examples(found.train(), workers)).isEqualTo(examples(expected.train(), workers));
        }
        assertThat(examples(found.test(), 1)).isEqualTo(examples(expected.test(), 1));
    }

    /** 350 rows in three row groups and a second file, with what is wrong with texts in between; the same in lines. */
    private void writeTables() throws IOException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        lines.writeBytes(bytes(HEADER));
        List<Group> rows = new ArrayList<>();
        for (int i = 0; i < 350; i++) {
            byte[] text = switch (i % 50) {
                case 7 -> bytes(" ");
                case 8 -> new byte[] {'b', 'r', 'o', 'k', 'e', 'n', ' ', (byte) 0xff};
                case 9 -> bytes("long ".repeat(60) + i);
                default -> bytes("风 word" + i + (i % 4 == 0 ? "" : " and more"));
            };
            String label = i % 3 == 0 ? "good" : "bad";
            lines.writeBytes(bytes(i + "\t\t\t" + label + "\t"));
            lines.writeBytes(text);
            lines.write('\n');
            rows.add(labelled(i, label, i % 100 == 7 ? null : text));
        }
        Files.write(Files.createDirectories(folder.resolve("lines")).resolve("train.tsv"), lines.toByteArray());
        Files.writeString(folder.resolve("lines/test.tsv"), HEADER + "0\t\t\tgood\tunseen words\n1\t\t\tbad\tword1 and more\n");
        write("rows/train.parquet/part-00000.snappy.parquet", LABELLED, rows.subList(0, 250));
        write("rows/train.parquet/part-00001.snappy.parquet", LABELLED, rows.subList(250, 350));
        Files.createFile(folder.resolve("rows/train.parquet/_SUCCESS"));
        write("rows/test.parquet", LABELLED, List.of(labelled(0, "good", bytes("unseen\twords")), labelled(1, "bad", bytes("word1 and\nmore"))));
    }

    @Test
    void rowsOfSeveralGroupsAndFilesAreTheExamplesOfTheTableOfTheSameRows() throws IOException {
        writeTables();
        for (OnBadText onBad : List.of(OnBadText.REPAIR, OnBadText.SKIP)) {
            isTheSame(open("rows", plan("word", 6, onBad)), open("lines", plan("word", 6, onBad)));
        }
        Dataset rows = open("rows", plan("bpe", 6, OnBadText.REPAIR));
        assertThat(rows.manifest().train().text()).isEqualTo(new TextCounts(7, 7, 7));
        assertThat(rows.manifest().train().files()).hasSize(1);
        Set<TextPiece> pieces = new HashSet<>();
        for (Range range : rows.train().shards(3).get(1).ranges()) {
            pieces.addAll(((TextRange) range).pieces());
        }
        assertThat(pieces).as("of four row groups, those that the second third lies in").hasSize(2);
    }

    @Test
    void whatWasReadCanBeReadAgain() throws IOException {
        write("rows.parquet", TEXTS, List.of(text("first"), text("second"), text("third")));
        List<TextPiece> pieces = List.of(new RowGroup(folder.resolve("rows.parquet").toString(), 0, new TextColumns(null, null, "text", TextKind.RUNNING)));
        try (TextReader reader = new TextReader(HADOOP)) {
            for (int offset : List.of(13, 6, 8, 0)) {
                byte[] lines = new byte[19 - offset];
                reader.read(pieces, offset, lines);
                assertThat(new String(lines, StandardCharsets.UTF_8)).isEqualTo("first\nsecond\nthird\n".substring(offset));
            }
            assertThatThrownBy(() -> reader.read(pieces, 6, new byte[14])).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void rowsWithoutALabelAreTheLinesOfRunningText() throws IOException {
        StringBuilder lines = new StringBuilder();
        List<Group> rows = new ArrayList<>();
        for (int i = 0; i < 230; i++) {
            String text = i % 10 == 3 ? "" : "Line " + i + (i % 7 == 0 ? ",\nand another\r" : " of 天");
            lines.append(text).append('\n');
            rows.add(text(text));
        }
        Files.createDirectories(folder.resolve("lines"));
        Files.writeString(folder.resolve("lines/train.txt"), lines);
        Files.writeString(folder.resolve("lines/test.txt"), "Line 1 of\n");
        write("rows/train.parquet", TEXTS, rows);
        write("rows/test.parquet", TEXTS, List.of(text("Line 1 of")));
        isTheSame(open("rows", plan("character", 10, OnBadText.REFUSE)), open("lines", plan("character", 10, OnBadText.REFUSE)));
        isTheSame(open("rows", plan("character", 700, OnBadText.REFUSE)), open("lines", plan("character", 700, OnBadText.REFUSE)));
    }

    @Test
    void rowsOfWordsAndTheirTagsAreTheSentencesOfTheLinesOfTheSame() throws IOException {
        StringBuilder lines = new StringBuilder();
        List<Group> rows = new ArrayList<>();
        for (int i = 0; i < 230; i++) {
            lines.append("Anna\tB-PER\n").append(i % 7 == 0 ? "of\tO\n天" + i + "\tB-LOC\n" : "").append("Bell " + i + "\tI-PER\n\n");
            rows.add(i % 7 == 0 ? sentence(List.of("Anna", "of", "天" + i, "Bell\t" + i), List.of("B-PER", "O", "B-LOC", "I-PER"))
                    : sentence(List.of("Anna", "Bell\n" + i), List.of("B-PER", "I-PER")));
        }
        rows.add(100, new SimpleGroup(TAGGED));
        rows.add(sentence(List.of(), List.of()));
        Files.createDirectories(folder.resolve("lines"));
        Files.writeString(folder.resolve("lines/train.conll"), lines);
        Files.writeString(folder.resolve("lines/test.conll"), "Anna\tB-PER\n");
        write("rows/train.parquet", TAGGED, rows);
        write("rows/test.parquet", TAGGED, List.of(sentence(List.of("Anna"), List.of("B-PER"))));
        for (String tokenizer : List.of("word", "character")) {
            isTheSame(open("rows", plan(tokenizer, 20, OnBadText.REFUSE)), open("lines", plan(tokenizer, 20, OnBadText.REFUSE)));
        }
    }

    @Test
    void runningTextMayHaveItsWordsBesideIt() throws IOException {
        MessageType schema = schema("optional binary sentence (STRING); optional group tokens (LIST) { repeated group list { optional binary element (STRING); } } optional int32 tags;");
        SimpleGroup row = new SimpleGroup(schema);
        row.add("sentence", "a text of some words");
        addList(row, "tokens", List.of("a"));
        write("rows/train.parquet", schema, List.of(row));
        write("rows/test.parquet", schema, List.of(row));
        assertThat(((TokenShape) open("rows", plan("word", 4, OnBadText.REFUSE)).shape()).isRunning()).isTrue();
    }

    @Test
    void sentencesWithoutATagForEachWordAreRefusedWithTheirRow() throws IOException {
        write("rows/test.parquet", TAGGED, List.of(sentence(List.of("Anna"), List.of("B-PER"))));
        write("rows/train.parquet", TAGGED, List.of(sentence(List.of("a"), List.of("O")), sentence(List.of("a", "b"), List.of("O"))));
        refuses("rows", "train.parquet: row 2 of row group 1 has 2 tokens and 1 tags; give each word one tag");
        write("rows/train.parquet", TAGGED, List.of(sentence(List.of("Anna"), List.of("PER"))));
        refuses("rows", "train.parquet: row 1 of row group 1 has the word 'Anna' with the tag 'PER'; supported are words with the tags O, B-TYPE or I-TYPE");
        write("rows/train.parquet", TAGGED, List.of(sentence(Arrays.asList("Anna", null), List.of("O", "O"))));
        refuses("rows", "train.parquet: row 1 of row group 1 has the word '' with the tag 'O'");
        MessageType numbers = schema("optional group tokens (LIST) { repeated group list { optional binary element (STRING); } }"
                + " optional group tags (LIST) { repeated group list { optional int64 element; } }");
        write("rows/train.parquet", numbers, List.of());
        SimpleGroup numbered = new SimpleGroup(numbers);
        addList(numbered, "tokens", List.of("a"));
        write("rows/train.parquet", numbers, List.of(numbered));
        refuses("rows", "train.parquet: row 1 of row group 1 has tokens, and there is no column tags of lists of strings; give each word a tag (O, B-TYPE or I-TYPE, by name)");
        write("rows/train.parquet", TEXTS, List.of(text("a")));
        refuses("rows", "test.parquet holds words with a tag each (.conll, or Parquet with columns tokens and tags), but");
        MessageType words = schema("optional group tokens (LIST) { repeated group list { optional binary element (STRING); } }");
        write("parts/test.parquet", TAGGED, List.of(sentence(List.of("a"), List.of("O"))));
        write("parts/train.parquet/part-0.parquet", TAGGED, List.of(sentence(List.of("a"), List.of("O"))));
        SimpleGroup untagged = new SimpleGroup(words);
        addList(untagged, "tokens", List.of("a"));
        write("parts/train.parquet/part-1.parquet", words, List.of(untagged));
        refuses("parts", "part-1.parquet: has other columns than");
        write("words/test.parquet", words, List.of(untagged));
        write("words/train.parquet", words, List.of(untagged));
        refuses("words", "train.parquet: row 1 of row group 1 has tokens, and there is no column tags of lists of strings; give each word a tag");
    }

    @Test
    void aTableOfTextsMayHaveWordsAndKeywordsBesideThem() throws IOException {
        MessageType schema = schema("optional binary text (STRING); optional binary label (STRING); optional group tokens (LIST) { repeated group list { optional binary element (STRING); } }"
                + " optional group tags (LIST) { repeated group list { optional binary element (STRING); } }");
        List<Group> rows = new ArrayList<>();
        for (String label : List.of("good", "bad")) {
            SimpleGroup row = new SimpleGroup(schema);
            row.add("text", "a " + label);
            row.add("label", label);
            addList(row, "tokens", List.of("a", label));
            rows.add(row);
        }
        write("rows/train.parquet", schema, rows);
        write("rows/test.parquet", schema, rows);
        assertThat(open("rows", plan("word", 4, OnBadText.REFUSE)).classes()).containsExactly("bad", "good");
    }

    @Test
    void wholeNumbersAreLabelsAndTheOnlyOtherColumnOfStringsIsTheText() throws IOException {
        MessageType schema = schema("required int32 label; optional binary sentence (STRING); optional double score; optional binary raw;");
        List<Group> rows = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            SimpleGroup row = new SimpleGroup(schema);
            row.add("label", i % 2 + 9);
            row.add("sentence", "text " + i);
            rows.add(row);
        }
        write("rows/train.parquet", schema, rows);
        write("rows/test.parquet", schema, rows);
        Dataset data = open("rows", plan("word", 4, OnBadText.REFUSE));
        assertThat(data.classes()).containsExactly("10", "9");
        assertThat(examples(data.train(), 1)).hasSize(5);
    }

    @Test
    void whatHasNoTextsIsRefusedWithWhatWasFound() throws IOException {
        MessageType images = schema("optional group image { optional binary bytes; } optional int64 label;");
        write("images/train.parquet", images, List.of());
        refuses("images", "train.parquet: has no column of texts; found image (nested), label (whole numbers); supported are a column text of strings");
        write("two/train.parquet", schema("optional binary title (STRING); optional binary body (STRING);"), List.of());
        refuses("two", "several columns could be the text; found title (strings), body (strings); supported are");
        write("label/train.parquet", schema("optional binary text (STRING); optional double label;"), List.of());
        refuses("label", "the column label holds neither strings nor whole numbers; found text (strings), label (double)");
        write("bytes/train.parquet", schema("optional binary text;"), List.of());
        refuses("bytes", "the column text does not hold strings; found text (binary)");
        Files.writeString(Files.createDirectories(folder.resolve("other")).resolve("train.parquet"), HEADER);
        refuses("other", "train.parquet: cannot be read as Parquet");
        write("partitions/train.parquet/label=good/part-0.parquet", TEXTS, List.of(text("a")));
        refuses("partitions", "train.parquet: holds the folder label=good, and partitions are not read");
        Files.createDirectories(folder.resolve("delta/train.parquet/_delta_log"));
        refuses("delta", "train.parquet: is a Delta table");
        Files.createDirectories(folder.resolve("none/train.parquet"));
        refuses("none", "train.parquet: holds no .parquet file");
        write("mixed/train.parquet", LABELLED, List.of(labelled(1, "good", bytes("a"))));
        write("mixed/test.parquet", TEXTS, List.of(text("a")));
        refuses("mixed", "test.parquet holds running text (.txt, or Parquet without a column label), but");
        write("parts/train.parquet/part-0.parquet", LABELLED, List.of(labelled(1, "good", bytes("a"))));
        write("parts/train.parquet/part-1.parquet", TEXTS, List.of(text("a")));
        write("parts/test.parquet", LABELLED, List.of(labelled(1, "good", bytes("a"))));
        refuses("parts", "part-1.parquet: has other columns than");
        write("alone/train.parquet", LABELLED, List.of(labelled(1, "good", bytes("a")), labelled(2, "bad", bytes("b"))));
        refuses("alone", "there is no test.parquet; put it there");
    }

    @Test
    void rowsAreCalledRowsWhereTheyAreRefused() throws IOException {
        write("rows/test.parquet", LABELLED, List.of(labelled(1, "good", bytes("a"))));
        write("rows/train.parquet", LABELLED, List.of(labelled(1, "good", bytes("a")), labelled(2, "bad", null)));
        refuses("rows", "train.parquet: row 2 holds an empty text; correct it, or set text.onBad to repair or skip");
        write("rows/train.parquet", LABELLED, List.of(labelled(1, "good", bytes("a")), labelled(2, null, bytes("b"))));
        refuses("rows", "train.parquet: row 2 has no label");
    }

    private void refuses(String name, String found) {
        assertThatThrownBy(() -> open(name, plan("word", 4, OnBadText.REFUSE))).isInstanceOf(InputException.class).hasMessageContaining(found);
    }

    @Test
    void aFileThatWasWrittenAnewIsNotReadInsteadOfTheOldOne() throws IOException {
        writeTables();
        List<Shard> shards = open("rows", plan("word", 6, OnBadText.REPAIR)).train().shards(2);
        write("rows/train.parquet/part-00001.snappy.parquet", LABELLED, List.of(labelled(250, "good", bytes("other"))));
        assertThat(shards.get(0).read(HADOOP).size()).isEqualTo(172);
        assertThatThrownBy(() -> shards.get(1).read(HADOOP)).isInstanceOf(SourceChangedException.class).hasMessageContaining("train.parquet");
        Files.delete(folder.resolve("rows/train.parquet/part-00001.snappy.parquet"));
        assertThatThrownBy(() -> shards.get(1).read(HADOOP)).isInstanceOf(SourceChangedException.class).hasMessageContaining("the file is not there");
    }
}
