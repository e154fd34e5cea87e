package io.perennial.driver.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.driver.generate.Generator;
import io.perennial.driver.job.Job;
import io.perennial.errors.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hidden tokens through the whole path, and runs that start from such a model. */
class MaskedLanguageModelTest {

    /** Seven, so that every window of 16 begins with another one. */
    private static final String LETTERS = "abcdef\n";

    @TempDir
    Path directory;

    @BeforeEach
    void texts() throws IOException {
        Files.createDirectories(directory.resolve("abc"));
        Files.writeString(directory.resolve("abc/train.txt"), LETTERS.repeat(300));
        Files.writeString(directory.resolve("abc/test.txt"), LETTERS.substring(3) + LETTERS.repeat(30));
    }

    private Job job(String output, String... settings) {
        List<String> common = List.of("data=" + directory.resolve("abc"), "model=transformer-mlm", "network.width=16", "network.layers=1", "network.heads=2",
                "text.tokenizer=character", "text.length=16", "maxTestOverlap=1", "inner.optimizer=adam", "inner.learningRate=0.01", "inner.clipNorm=1", "batchSize=16");
        return Runs.job(directory.resolve(output), common, settings);
    }

    @Test
    void aWholeRunOnOneSlotAndAnInterruptedOneOnTwoGiveTheSameBits() {
        String whole = Runs.run("local[1]", job("whole", "examples=320")).parametersSha256();
        try (JavaSparkContext spark = LocalSpark.start("local[2]")) {
            StopSignal stop = new StopSignal();
            RunListener stopping = new RunListener() {
                @Override
                public void roundDone(RoundReport round) {
                    stop.request("test");
                }
            };
            Job half = job("half", "examples=320");
            Runs.run(spark, half, new Resume.Fresh(), stopping, stop);
            assertThat(Runs.run(spark, half, new Resume.Auto(), new RunListener() { }, new StopSignal()).parametersSha256()).isEqualTo(whole);
        }
    }

    @Test
    void itTellsHiddenLettersAndOthersStartFromIt() throws IOException {
        Files.createDirectories(directory.resolve("kinds"));
        for (String split : List.of("train", "test")) {
            StringBuilder rows = new StringBuilder("id\tgroup\tdate\tlabel\ttext\n");
            for (int i = 0; i < 32; i++) {
                rows.append(i).append("\tg\t\t").append(i % 2 == 0 ? "vowel" : "other").append('\t').append(i % 2 == 0 ? "aeiou" : "bcdfg").append('\n');
            }
            Files.writeString(directory.resolve("kinds/" + split + ".tsv"), rows);
        }
        String tokenizer = "text.tokenizer=" + directory.resolve("learned/model/tokenizer.json");
        String start = "start=" + directory.resolve("learned");
        try (JavaSparkContext spark = LocalSpark.start("local[2]")) {
            RunResult learned = Runs.run(spark, job("learned", "examples=3200", "localSteps=10"));
            // Nats a hidden letter; nothing learned is log(7) = 1.9. It is told by its place among the others.
            assertThat(learned.test().loss()).isLessThan(1.5);
            assertThat(learned.test().accuracy()).isGreaterThan(0.35);

            List<String> said = new ArrayList<>();
            Job on = job("on", start, tokenizer, "examples=32", "inner.learningRate=0.00001", "seed=9");
            PreparedRun prepared = Training.prepare(on, new Resume.Fresh(), new Configuration(), said::add);
            assertThat(said).anyMatch(line -> line.startsWith("starts from") && !line.contains("drawn"));
            assertThat(prepared.run(spark, new RunListener() { }, new StopSignal()).test().loss()).isLessThan(1.5);

            said.clear();
            Training.prepare(job("kinds-run", start, tokenizer, "model=transformer", "data=" + directory.resolve("kinds")), new Resume.Fresh(), new Configuration(), said::add);
            assertThat(said).anyMatch(line -> line.startsWith("starts from") && line.endsWith("drawn: out/W, out/b"));
        }
        // Of the same width or with the same vocabulary at its end, something would go together.
        refused(job("a", start, tokenizer, "network.width=8", "model=transformer", "data=" + directory.resolve("kinds")), "start:", "no parameter");
        refused(job("b", start, "text.tokenizer=word"), "start:", "another tokenizer", "text.tokenizer");
        refused(job("c", "start=" + directory.resolve("nothing")), "start:", "nothing");
        assertThatThrownBy(() -> Generator.open(directory.resolve("learned").toString(), new Configuration())).isInstanceOf(InputException.class)
                .hasMessageContaining("what follows");
    }

    private static void refused(Job job, String... named) {
        assertThatThrownBy(() -> Training.prepare(job, new Resume.Fresh(), new Configuration(), line -> { })).isInstanceOf(InputException.class)
                .hasMessageContainingAll(named).hasMessageNotContaining("\n");
    }
}
