package io.perennial.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verbs data, predict and doctor as far as they need no cluster. */
class DataCommandsTest {

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return Main.run(args, new PrintWriter(out), new PrintWriter(err));
    }

    private void refused(String named, String... args) {
        StringWriter errors = new StringWriter();
        assertThat(Main.run(args, new PrintWriter(out), new PrintWriter(errors))).as(errors.toString()).isEqualTo(2);
        assertThat(errors.toString().lines()).as(errors.toString()).hasSize(1);
        assertThat(errors.toString()).startsWith("perennial: ").contains(named);
    }

    @Test
    void dataWithoutAnActionNamesThem() {
        refused("describe, import", "data");
    }

    @Test
    void importRefusesWhatItDoesNotKnow() throws IOException {
        Path source = Files.createDirectories(folder.resolve("images/cat"));
        Files.writeString(source.resolve("a.png"), "x");
        String images = source.getParent().toString();
        String target = folder.resolve("out").toString();
        refused("--out", "data", "import", images);
        refused("fail and skip", "data", "import", images, "--out", target, "--on-bad", "ignore");
        refused("HEIGHTxWIDTH", "data", "import", images, "--out", target, "--size", "big");
        refused("--test-share", "data", "import", images, "--out", target, "--test-share", "1");
        refused("together with --test", "data", "import", images, "--out", target, "--test-share", "0.2", "--test", images);
        refused("3 (colour) and 1 (grey)", "data", "import", images, "--out", target, "--channels", "4");
        refused("no such", "data", "import", folder.resolve("gone").toString(), "--out", target);
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void encodeRefusesWhatItDoesNotKnow() throws IOException {
        String texts = Files.writeString(folder.resolve("texts.txt"), "some text\n").toString();
        String target = folder.resolve("ids").toString();
        refused("--out", "data", "encode", texts);
        refused("repair, skip and refuse", "data", "encode", texts, "--out", target, "--on-bad", "ignore");
        refused("holds no texts", "data", "encode", folder.resolve("gone").toString(), "--out", target);
        refused("without a test set", "data", "encode", texts, "--out", target);
        refused("is there already", "data", "encode", texts, "--test", texts, "--out", texts);
        assertThat(folder.resolve("ids")).doesNotExist();
    }

    @Test
    void describeTellsWhatADataSetHolds() throws IOException {
        assertThat(run("data", "describe", "shapes10", "--json")).as(err.toString()).isZero();
        JsonNode found = new ObjectMapper().readTree(out.toString());
        assertThat(found.path("classes")).hasSize(10);
        assertThat(found.at("/splits/0/manifest/examples").asLong()).isEqualTo(8_000);
        assertThat(found.at("/splits/1/pixels/mean")).hasSize(3);
        assertThat(found.at("/testOverlap/count").asLong()).isZero();
        assertThat(run("data", "describe", "shapes10")).isZero();
        assertThat(out.toString()).contains("train: 8,000 examples", "mean ", "drawn by shapes10");
    }

    @Test
    void describeNamesWhatIsNotThere() {
        refused("no such file or folder", "data", "describe", folder.resolve("gone").toString());
    }

    @Test
    void predictRefusesWhatItCannotUse() {
        refused("--model", "predict", "--data", "shapes10", "--out", "x");
        refused("jsonl and parquet", "predict", "--model", folder.toString(), "--data", "shapes10", "--out", folder.resolve("o").toString(), "--format", "csv");
        refused("model", "predict", "--model", folder.toString(), "--data", "shapes10", "--out", folder.resolve("o").toString());
        refused("is there already", "predict", "--model", folder.toString(), "--data", "shapes10", "--out", folder.getParent().toString());
    }

    @Test
    void doctorPlansWithoutACluster() throws IOException {
        int code = run("doctor", "--plan", "--json", "--set", "output=" + folder.resolve("run"));
        assertThat(code).as(err + out.toString()).isZero();
        JsonNode found = new ObjectMapper().readTree(out.toString());
        assertThat(found.path("status").asText()).isEqualTo("done");
        assertThat(found.at("/plan/parameters").asLong()).isEqualTo(62_006);
        assertThat(found.at("/plan/submit").asText()).startsWith("spark-submit");
        assertThat(found.path("findings").findValuesAsText("check")).contains("java", "spark", "natives", "memory", "gpu", "data", "output");
    }

    @Test
    void doctorEndsWithOneWhereSomethingWillNotWork() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertThat(run("doctor", "--plan", "--set", "output=" + file.resolve("run"))).isEqualTo(1);
        assertThat(out.toString()).contains("fail  output", "-> set output");
        assertThat(out.toString()).doesNotContain("spark-submit");
    }
}
