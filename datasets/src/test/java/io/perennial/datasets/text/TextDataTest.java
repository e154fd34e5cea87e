package io.perennial.datasets.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.datasets.Dataset;
import io.perennial.datasets.Datasets;
import io.perennial.datasets.Shard;
import io.perennial.datasets.SourceChangedException;
import io.perennial.datasets.Split;
import io.perennial.datasets.TokenExamples;
import io.perennial.datasets.TokenShape;
import io.perennial.errors.InputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextDataTest {

    private static final Configuration HADOOP = new Configuration();
    private static final String HEADER = "id\tgroup\tdate\tlabel\ttext\n";

    @TempDir
    private Path folder;

    private static String rows(String prefix, int count) {
        StringBuilder rows = new StringBuilder(HEADER);
        for (int i = 0; i < count; i++) {
            rows.append(prefix).append(i).append("\tg\t\t").append(i % 3 == 0 ? "good" : "bad").append("\t").append(prefix).append(" word").append(i).append('\n');
        }
        return rows.toString();
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private Dataset open(TextPlan plan) {
        return Datasets.open(folder.toString(), new Datasets.Options(null, 0.01, null, plan), HADOOP, line -> { });
    }

    private static TextPlan.FromTraining plan(String tokenizer, int length, OnBadText onBad) {
        return new TextPlan.FromTraining(tokenizer, length, 1000, 1, new LineRules(onBad, 1000));
    }

    private static List<TokenExamples> read(Split split, int shards) throws IOException {
        List<TokenExamples> read = new ArrayList<>();
        for (Shard shard : split.shards(shards)) {
            read.add((TokenExamples) shard.read(HADOOP));
        }
        return read;
    }

    private static String text(TokenExamples examples, int i, Tokenizer tokenizer) {
        int[] ids = new int[examples.length(i)];
        for (int t = 0; t < ids.length; t++) {
            ids[t] = examples.token(i, t);
        }
        return tokenizer.decode(ids);
    }

    @Test
    void everyRowIsInOneShardAndEveryFileIsDealtEvenly() throws IOException {
        write("arrivals/01.tsv", rows("a", 7));
        write("arrivals/02.tsv", rows("b", 8));
        write("test.tsv", rows("t", 3));
        Dataset data = open(plan("word", 5, OnBadText.REFUSE));
        Tokenizer tokenizer = data.encoding().orElseThrow().tokenizer();
        List<TokenExamples> shards = read(data.train(), 4);
        List<String> texts = new ArrayList<>();
        List<Long> ids = new ArrayList<>();
        for (TokenExamples shard : shards) {
            assertThat(shard.size()).isBetween(3, 4);
            int ofA = 0;
            for (int i = 0; i < shard.size(); i++) {
                String text = text(shard, i, tokenizer);
                texts.add(text);
                ids.add(shard.id(i));
                ofA += text.startsWith("a") ? 1 : 0;
                assertThat(data.classes().get(shard.label(i))).isEqualTo(Integer.parseInt(text.replaceAll("\\D", "")) % 3 == 0 ? "good" : "bad");
            }
            assertThat(ofA).isBetween(1, 2);
        }
        assertThat(texts).hasSize(15).doesNotHaveDuplicates();
        assertThat(ids).containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L, 13L, 14L);
        assertThat(data.classes()).containsExactly("bad", "good");
        assertThat(data.manifest().train().examplesPerClass()).containsEntry("good", 6L).containsEntry("bad", 9L);
    }

    @Test
    void aFileOfClassesGivesTheirOrderAndThoseWithoutATrainingText() throws IOException {
        write("train.tsv", rows("a", 4));
        write("test.tsv", rows("t", 3));
        write("classes.txt", "good\nugly\nbad\n");
        Dataset data = open(plan("word", 5, OnBadText.REFUSE));
        assertThat(data.classes()).containsExactly("good", "ugly", "bad");
        assertThat(data.manifest().train().examplesPerClass()).containsEntry("good", 2L).containsEntry("ugly", 0L).containsEntry("bad", 2L);
        TokenExamples train = read(data.train(), 1).get(0);
        assertThat(train.label(0)).isZero();
        assertThat(train.label(1)).isEqualTo(2);
        write("classes.txt", "good\nugly\n");
        assertThatThrownBy(() -> open(plan("word", 5, OnBadText.REFUSE))).isInstanceOf(InputException.class)
                .hasMessageEndingWith("train.tsv: line 3 has the label bad, which is none of the 2 classes of classes.txt; take such lines out");
        write("classes.txt", "good\ngood\nbad\n");
        assertThatThrownBy(() -> open(plan("word", 5, OnBadText.REFUSE))).isInstanceOf(InputException.class)
                .hasMessageContaining("classes.txt: expected at least two classes, one a line, none twice or blank");
    }

    @Test
    void theVocabularyComesOfTheTrainingSetAlone() throws IOException {
        write("train.tsv", rows("a", 4));
        write("test.tsv", rows("t", 4));
        Dataset data = open(plan("word", 5, OnBadText.REFUSE));
        assertThat(data.encoding().orElseThrow().tokenizer().vocabulary().tokens()).contains("a").doesNotContain("t");
        TokenExamples test = read(data.test(), 1).get(0);
        assertThat(test.token(0, 0)).isEqualTo(Vocabulary.UNKNOWN_ID);
    }

    @Test
    void badLinesAreCountedAndRepairedLeftOutOrRefused() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(rows("a", 2).getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes("x\tg\t\tgood\t \nx\tg\t\tgood\tbroken ".getBytes(StandardCharsets.UTF_8));
        bytes.write(0xff);
        bytes.writeBytes(("\nx\tg\t\tgood\t" + "long ".repeat(300) + "\r\nlast\tg\t\tgood\tend").getBytes(StandardCharsets.UTF_8));
        Files.write(folder.resolve("train.tsv"), bytes.toByteArray());
        write("test.tsv", rows("t", 3));
        Dataset repaired = open(plan("word", 400, OnBadText.REPAIR));
        assertThat(repaired.train().size()).isEqualTo(5);
        assertThat(repaired.manifest().train().text()).isEqualTo(new TextCounts(1, 1, 1));
        TokenExamples read = read(repaired.train(), 1).get(0);
        assertThat(text(read, 2, repaired.encoding().orElseThrow().tokenizer())).isEqualTo("broken");
        assertThat(read.length(3)).isBetween(190, 200);
        Dataset skipped = open(plan("word", 400, OnBadText.SKIP));
        assertThat(skipped.train().size()).isEqualTo(3);
        assertThat(read(skipped.train(), 2).stream().mapToInt(TokenExamples::size).sum()).isEqualTo(3);
        assertThatThrownBy(() -> open(plan("word", 400, OnBadText.REFUSE))).isInstanceOf(InputException.class).hasMessageContaining("line 4 holds an empty text");
    }

    @Test
    void whatIsNoTableIsRefusedByLine() throws IOException {
        write("test.tsv", rows("t", 3));
        write("train.tsv", "label,text\n");
        assertThatThrownBy(() -> open(TextPlan.FromTraining.DEFAULT)).isInstanceOf(InputException.class).hasMessageContaining("is not the header");
        write("train.tsv", rows("a", 2) + "only\tthree\tcolumns\n");
        assertThatThrownBy(() -> open(TextPlan.FromTraining.DEFAULT)).isInstanceOf(InputException.class).hasMessageContaining("line 4 has 3 columns");
        write("train.tsv", HEADER + "1\tg\t\tgood\tone\n");
        assertThatThrownBy(() -> open(TextPlan.FromTraining.DEFAULT)).isInstanceOf(InputException.class).hasMessageContaining("one label (good)");
        write("train.tsv", rows("a", 4));
        write("test.tsv", HEADER + "1\tg\t\tugly\tone\n");
        assertThatThrownBy(() -> open(TextPlan.FromTraining.DEFAULT)).isInstanceOf(InputException.class).hasMessageContaining("label ugly");
        write("test.tsv", rows("a", 4));
        assertThatThrownBy(() -> open(TextPlan.FromTraining.DEFAULT)).isInstanceOf(InputException.class).hasMessageContaining("4 of 4 test texts");
    }

    @Test
    void aShardOfAFileThatChangedIsNotRead() throws IOException {
        write("test.tsv", rows("t", 3));
        Path train = write("train.tsv", rows("a", 9));
        List<Shard> shards = open(TextPlan.FromTraining.DEFAULT).train().shards(2);
        Files.writeString(train, rows("b", 9));
        assertThatThrownBy(() -> shards.get(1).read(HADOOP)).isInstanceOf(SourceChangedException.class).hasMessageContaining("train.tsv");
    }

    @Test
    void windowsOfRunningTextAreTheSameHoweverTheyAreDealt() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 97; i++) {
            text.append(i % 7 == 3 ? "" : "line ž" + i).append('\n');
        }
        write("train.txt", text.toString());
        write("test.txt", "line 1\nline 2");
        for (String tokenizer : List.of("character", "word", "bpe")) {
            Dataset data = open(plan(tokenizer, 10, OnBadText.REFUSE));
            assertThat(data.shape()).isInstanceOfSatisfying(TokenShape.class, shape -> assertThat(shape.target()).isEqualTo(TokenShape.Target.NEXT_TOKEN));
            TokenExamples whole = read(data.train(), 1).get(0);
            int next = 0;
            for (TokenExamples shard : read(data.train(), 5)) {
                for (int i = 0; i < shard.size(); i++, next++) {
                    assertThat(shard.id(i)).isEqualTo(next);
                    assertThat(shard.length(i)).isEqualTo(whole.length(next)).isEqualTo(next < whole.size() - 1 ? 10 : whole.length(next));
                    for (int t = 0; t < shard.length(i); t++) {
                        assertThat(shard.token(i, t)).isEqualTo(whole.token(next, t));
                        assertThat(shard.label(i, t)).isEqualTo(whole.label(next, t));
                        boolean hasNext = t + 1 < shard.length(i) || next + 1 < whole.size();
                        if (hasNext) {
                            assertThat(whole.label(next, t)).isEqualTo(t + 1 < whole.length(next) ? whole.token(next, t + 1) : whole.token(next + 1, 0));
                        }
                    }
                }
            }
            assertThat(next).isEqualTo(whole.size());
        }
        Dataset characters = open(plan("character", 10, OnBadText.REFUSE));
        int characterCount = text.toString().codePointCount(0, text.length());
        assertThat(characters.train().size()).isEqualTo((characterCount - 1 + 9) / 10);
    }
}
