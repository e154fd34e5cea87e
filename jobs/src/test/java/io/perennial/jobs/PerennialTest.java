package io.perennial.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.driver.run.Evaluation;
import io.perennial.driver.run.RunResult;
import io.perennial.errors.InputException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PerennialTest {

    private static SparkSession spark;
    private static RunResult run;
    private static String told;

    @TempDir
    static Path folder;

    @BeforeAll
    static void start() throws Exception {
        spark = SparkSession.builder().master("local[2]").appName("notebook").config("spark.ui.enabled", "false").getOrCreate();
        spark.sparkContext().setLogLevel("WARN");
        told = printed(() -> run = Perennial.train(spark, "quickstart", "epochs=", "examples=640", "output=" + folder.resolve("run")));
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    /** What is printed where the REPL prints. */
    private static String printed(Callable<?> work) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        Exception[] failure = new Exception[1];
        scala.Console.withOut(out, () -> {
            try {
                work.call();
            } catch (Exception e) {
                failure[0] = e;
            }
            return null;
        });
        if (failure[0] != null) {
            throw failure[0];
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static String drawn(Runnable work) throws Exception {
        return printed(() -> {
            work.run();
            return null;
        });
    }

    @Test
    void aRunSaysHowItGoesAndIsNotRunTwice() throws Exception {
        assertThat(told).contains("run      ").contains(": done, test accuracy ");
        assertThat(run.status()).isEqualTo(RunResult.Status.DONE);

        assertThat(printed(() -> Perennial.train(spark, "quickstart", "epochs=", "examples=640", "output=" + folder.resolve("run")))).contains("nothing left to do");
    }

    @Test
    void aGuestSetsNothing() throws Exception {
        Map<String, String> before = properties();
        spark.sparkContext().setJobGroup("paragraph", "a note's", false);
        try {
            Perennial.train(spark, "name: guest\nworkers: 1\n", "examples=64", "output=" + folder.resolve("guest"));
            assertThat(spark.sparkContext().getLocalProperty("spark.jobGroup.id")).isEqualTo("paragraph");
        } finally {
            spark.sparkContext().clearJobGroup();
        }
        assertThat(properties()).isEqualTo(before);
        assertThat(spark.sparkContext().getPersistentRDDs().isEmpty()).isTrue();
    }

    private static Map<String, String> properties() {
        Map<String, String> properties = new HashMap<>();
        for (var pair : spark.sparkContext().getConf().getAll()) {
            properties.put(pair._1(), pair._2());
        }
        return properties;
    }

    @Test
    void tablesAndPagesAreWhatZeppelinDraws() throws Exception {
        assertThat(drawn(() -> Perennial.table(spark, run.directory()))).startsWith("%table run\tstatus\t").contains("\nrun\tdone\tlenet\t2\t");
        assertThat(drawn(() -> Perennial.rounds(spark, run.directory()))).startsWith("%table round\tepoch\t").contains("\n1\t");
        assertThat(drawn(() -> Perennial.classes(spark, "shapes10")).lines()).hasSize(11).first().isEqualTo("%table class\ttrain\ttest");
        assertThat(drawn(() -> Perennial.table(spark.range(3).toDF("n")))).isEqualToIgnoringNewLines("%table n012");
        assertThat(drawn(() -> Perennial.html(spark, run.directory()))).startsWith("%html <iframe sandbox=\"allow-scripts\"").doesNotContain("<script");
        assertThat(drawn(() -> Perennial.images(spark, "shapes10", "train", 3)).split("<figure", -1)).hasSize(4);
        assertThat(drawn(() -> Perennial.mistakes(spark, run.directory(), "shapes10", 2))).contains("taken for").contains("data:image/png;base64,iVBOR");
    }

    @Test
    void namesFromDataAreEscaped() throws Exception {
        Evaluation evaluation = new Evaluation(3, 1, 0, List.of("<script>alert(1)</script>", "b\tc"), new long[][] {{2, 0}, {0, 1}});

        assertThat(drawn(() -> Perennial.html(evaluation))).startsWith("%html <table").doesNotContain("<script").contains("&lt;script&gt;");
        assertThat(Display.table(List.of("a"), List.of(List.of("b\tc\nd")))).isEqualTo("%table a\nb c d");
    }

    @Test
    void aMistakeIsNamed() {
        assertThatThrownBy(() -> Perennial.train(spark, "name: x\nworker: 2\n")).isInstanceOf(InputException.class).hasMessageContaining("worker");
        assertThatThrownBy(() -> Perennial.table(spark, folder.resolve("nowhere").toString())).hasMessageContaining("no job.yaml");
        assertThatThrownBy(() -> Perennial.write(spark, "shapes10", "train", 4, 4, "x.bin")).hasMessageContaining("part: found 4 of 4");
    }
}
