package io.perennial.driver.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.driver.generate.Generator;
import io.perennial.driver.generate.Sampling;
import io.perennial.driver.job.Job;
import io.perennial.errors.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Language models through the whole path: text, rounds, checkpoint, model, generated text. */
class LanguageModelTest {

    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz\n";

    @TempDir
    Path directory;

    /** The alphabet again and again: what follows a letter is certain. */
    @BeforeEach
    void texts() throws IOException {
        Files.createDirectories(directory.resolve("abc"));
        Files.writeString(directory.resolve("abc/train.txt"), LETTERS.repeat(160));
        Files.writeString(directory.resolve("abc/test.txt"), LETTERS.substring(5) + LETTERS.repeat(8));
    }

    private Job job(String output, String... settings) {
        List<String> common = List.of("data=" + directory.resolve("abc"), "model=transformer-lm", "network.width=16", "network.layers=1", "network.heads=2",
            "network.dropout=0.1", "text.tokenizer=character", "text.length=8", "maxTestOverlap=1", "inner.optimizer=adam", "inner.learningRate=0.02", "batchSize=16");
        return Runs.job(directory.resolve(output), common, settings);
    }

    @Test
    void itGivesTheSameBitsOnOneSlotAndOnTwo() {
        assertThat(Runs.run("local[1]", job("one", "examples=480")).parametersSha256())
                .isEqualTo(Runs.run("local[2]", job("two", "examples=480")).parametersSha256());
    }

    @Test
    void itLearnsTheAlphabetAndWritesIt() throws InterruptedException {
        RunResult result = Runs.run("local[2]", job("learned", "examples=4800"));
        // Nats a token; nothing learned is log(27) = 3.3.
        assertThat(result.test().loss()).isLessThan(0.5);
        assertThat(result.test().accuracy()).isGreaterThan(0.9);

        Generator generator = Generator.open(directory.resolve("learned").toString(), new Configuration());
        Generator.Generated text = generator.generate("fgh", 12, new Sampling(0, 1), 1);
        assertThat(text.text()).isEqualTo("ijklmnopqrst");
        assertThat(text.unknown()).isZero();
        assertThat(generator.generate("f?h", 3, new Sampling(1, 5), 2).unknown()).isEqualTo(1);
        Generator.Generated drawn = generator.generate("", 40, new Sampling(2, 27), 3);
        assertThat(drawn.text()).hasSize(40);
        assertThat(generator.generate("", 40, new Sampling(2, 27), 3)).isEqualTo(drawn);
        assertThat(generator.generate("", 40, new Sampling(2, 27), 4).text()).isNotEqualTo(drawn.text());
    }

    @Test
    void anInterruptedRunGoesOnToTheSameBits() {
        try (JavaSparkContext spark = LocalSpark.start("local[2]")) {
            String whole = Runs.run(spark, job("whole", "model=lstm-lm", "network.heads=", "examples=960", "checkpointEvery=1")).parametersSha256();
            StopSignal stop = new StopSignal();
            RunListener stopping = new RunListener() {
                @Override
                public void roundDone(RoundReport round) {
                    stop.request("test");
                }
            };
            Runs.run(spark, job("half", "model=lstm-lm", "network.heads=", "examples=960", "checkpointEvery=1"), new Resume.Fresh(), stopping, stop);
            RunResult resumed = Runs.run(spark, job("half", "model=lstm-lm", "network.heads=", "examples=960", "checkpointEvery=1"),
                    new Resume.Auto(), new RunListener() { }, new StopSignal());

            assertThat(resumed.parametersSha256()).isEqualTo(whole);
        }
    }

    @Test
    void whatAModelCannotDoIsRefusedByName() {
        refused("lstm-lm", job("a", "model=lstm-lm"), "network.heads", "no meaning");
        refused("textcnn", job("b", "model=textcnn", "network.heads=", "network.width=", "network.layers=", "network.dropout="), "transformer-lm or lstm-lm");
        refused("heads", job("c", "network.heads=3"), "network.heads", "16");
        assertThatThrownBy(() -> Generator.open(directory.resolve("abc").toString(), new Configuration())).isInstanceOf(InputException.class);
    }

    private static void refused(String what, Job job, String... named) {
        assertThatThrownBy(() -> Training.prepare(job, new Resume.Fresh(), new Configuration(), line -> { })).as(what).isInstanceOf(InputException.class)
                .hasMessageContainingAll(named).hasMessageNotContaining("\n");
    }
}
