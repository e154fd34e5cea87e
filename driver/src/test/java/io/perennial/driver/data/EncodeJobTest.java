package io.perennial.driver.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.datasets.Dataset;
import io.perennial.datasets.Datasets;
import io.perennial.datasets.Shard;
import io.perennial.datasets.Split;
import io.perennial.datasets.TokenExamples;
import io.perennial.datasets.TokenShape;
import io.perennial.datasets.text.EncodedRecord;
import io.perennial.datasets.text.EncodedTexts;
import io.perennial.datasets.text.LineRules;
import io.perennial.datasets.text.OnBadText;
import io.perennial.datasets.text.TextPlan;
import io.perennial.errors.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncodeJobTest {

    private static final Configuration HADOOP = new Configuration();

    @TempDir
    Path directory;

    private static TextPlan plan(int length) {
        return new TextPlan.FromTraining("word", length, 1000, 1, new LineRules(OnBadText.REPAIR, 1000), TokenShape.Target.NEXT_TOKEN, 0);
    }

    private static Datasets.Options options(int length) {
        return new Datasets.Options(null, 1, null, plan(length));
    }

    private EncodedTexts encode(String master, Path data, String out) {
        EncodeRequest request = new EncodeRequest(data.toString(), directory.resolve(out).toString(), options(EncodedRecord.MOST_TOKENS));
        EncodeJob job = EncodeJob.prepare(request, HADOOP, line -> { });
        try (JavaSparkContext spark = new JavaSparkContext(new SparkConf().setMaster(master).setAppName("encode").set("spark.ui.enabled", "false"))) {
            return job.run(spark);
        }
    }

    private static List<String> examples(Split split, int workers) throws IOException {
        List<String> all = new ArrayList<>();
        for (Shard shard : split.shards(workers)) {
            TokenExamples read = (TokenExamples) shard.read(HADOOP);
            for (int i = 0; i < read.size(); i++) {
                StringBuilder text = new StringBuilder(shard.index() + "/" + read.id(i) + ":" + read.label(i));
                for (int t = 0; t < read.length(i); t++) {
                    text.append(' ').append(read.token(i, t));
                    if (read.shape().labelsEachToken()) {
                        text.append('>').append(read.label(i, t));
                    }
                }
                all.add(text.toString());
            }
        }
        return all;
    }

    private static void isTheSame(Path texts, Path encoded, int length, int workers) throws IOException {
        Dataset expected = Datasets.open(texts.toString(), options(length), HADOOP, line -> { });
        Dataset found = Datasets.open(encoded.toString(), options(length), HADOOP, line -> { });
        assertThat(found.classes()).isEqualTo(expected.classes());
        assertThat(found.shape()).isEqualTo(expected.shape());
        assertThat(found.encoding().orElseThrow().tokenizer()).isEqualTo(expected.encoding().orElseThrow().tokenizer());
        assertThat(examples(found.train(), workers)).isEqualTo(examples(expected.train(), workers));
        assertThat(examples(found.test(), 1)).isEqualTo(examples(expected.test(), 1));
        assertThat(found.manifest().train().examplesPerClass()).isEqualTo(expected.manifest().train().examplesPerClass());
        assertThat(found.manifest().train().text()).isEqualTo(expected.manifest().train().text());
    }

    @Test
    void workersSeeTheSameTextsAsFromTheTableWhateverLengthTheyAreCutTo() throws IOException {
        Path table = Files.createDirectories(directory.resolve("table/arrivals")).getParent();
        String header = "id\tgroup\tdate\tlabel\ttext\n";
        for (int file = 0; file < 3; file++) {
            StringBuilder rows = new StringBuilder(header);
            for (int i = 0; i < 7 + file; i++) {
                rows.append(i).append("\t\t\t").append(i % 3 == 0 ? "good" : "bad").append("\tthe text ").append("no. " + i + " ").append("again ".repeat(i)).append('\n');
            }
            Files.writeString(table.resolve("arrivals/" + file + ".tsv"), rows + (file == 1 ? "x\t\t\tbad\t \n" : ""));
        }
        Files.writeString(table.resolve("test.tsv"), header + "1\t\t\tbad\tthe test\n2\t\t\tgood\tnever seen words\n");

        EncodedTexts one = encode("local[1]", table, "one");
        encode("local[3]", table, "three");

        try (Stream<Path> files = Files.list(directory.resolve("one"))) {
            for (Path file : files.toList()) {
                assertThat(directory.resolve("three").resolve(file.getFileName())).hasSameBinaryContentAs(file);
            }
        }
        assertThat(one.splits().get("train").files()).hasSize(3);
        assertThat(one.splits().get("train").examples()).isEqualTo(24);
        assertThat(one.splits().get("train").text().empty()).isEqualTo(1);
        isTheSame(table, directory.resolve("three"), 5, 2);
        isTheSame(table, directory.resolve("three"), 30, 3);
        assertThatThrownBy(() -> encode("local[1]", table, "one")).isInstanceOf(InputException.class).hasMessageContaining("there already");
    }

    @Test
    void windowsOfRunningTextAreTheSame() throws IOException {
        Path text = Files.createDirectories(directory.resolve("text/arrivals")).getParent();
        Files.writeString(text.resolve("arrivals/a.txt"), "one two three four\nfive six seven\n\neight nine ten eleven twelve\n".repeat(5));
        Files.writeString(text.resolve("arrivals/b.txt"), "word\n");
        Files.writeString(text.resolve("arrivals/c.txt"), "and some more without an end");
        Files.writeString(text.resolve("test.txt"), "one two\nfour\n");

        EncodedTexts encoded = encode("local[2]", text, "ids");

        assertThat(encoded.classes()).isNull();
        assertThat(encoded.splits().get("train").tokens()).isEqualTo(60 + 6);
        isTheSame(text, directory.resolve("ids"), 4, 2);
        isTheSame(text, directory.resolve("ids"), 7, 3);
        isTheSame(text, directory.resolve("ids"), 1000, 1);
    }

    @Test
    void whatCannotBeEncodedOrWasDamagedIsRefused() throws IOException {
        Path tagged = Files.createDirectories(directory.resolve("tagged"));
        Files.writeString(tagged.resolve("train.conll"), "Rome\tB-LOC\n");
        Files.writeString(tagged.resolve("test.conll"), "Rome\tB-LOC\n");
        assertThatThrownBy(() -> encode("local[1]", tagged, "a")).isInstanceOf(InputException.class).hasMessageContaining(".conll");
        assertThat(directory.resolve("a")).doesNotExist();

        Path text = Files.createDirectories(directory.resolve("text"));
        Files.writeString(text.resolve("train.txt"), "one two three four\n");
        Files.writeString(text.resolve("test.txt"), "one two\nfour\n");
        encode("local[1]", text, "ids");
        Path ids = directory.resolve("ids/train-00000.ids");
        byte[] bytes = Files.readAllBytes(ids);
        bytes[1] ^= 1;
        Files.write(ids, bytes);
        Files.deleteIfExists(directory.resolve("ids/.train-00000.ids.crc"));
        assertThatThrownBy(() -> Datasets.open(directory.resolve("ids").toString(), options(4), HADOOP, line -> { })).isInstanceOf(InputException.class)
                .hasMessageContaining("train-00000.ids").hasMessageContaining("checksum");
    }
}
