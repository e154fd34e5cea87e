package io.perennial.driver.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.perennial.driver.storage.Json;
import io.perennial.driver.storage.RunDirectory;
import io.perennial.errors.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a report holds; {@link ReportInBrowserTest} has it drawn. */
class ReportTest {

    @TempDir
    Path folder;

    @Test
    void itHoldsCurvesTotalsClassesJobAndProvenance() throws IOException {
        JsonNode run = runs(run("a").job("cifar10", "workers=4").rounds(20, 5).joined().result("done", "cat", "dog")).get(0);

        assertThat(run.path("status").asText()).isEqualTo("done");
        assertThat(run.path("curves").path("loss")).hasSize(20);
        assertThat(run.path("curves").path("loss").get(0).asDouble()).isEqualTo(2.3);
        assertThat(run.path("curves").path("down").get(19).asLong()).isEqualTo(20_000);
        assertThat(run.path("evaluations").path("round")).extracting(JsonNode::asInt).containsExactly(5, 10, 15, 20);
        assertThat(run.path("totals").path("compute").asDouble()).isEqualTo(10);
        assertThat(run.path("totals").path("up").asLong()).isEqualTo(10_000);
        assertThat(run.path("totals").path("bestRound").asInt()).isEqualTo(20);
        assertThat(run.path("classes").path("confusion").get(0).get(0).asInt()).isEqualTo(15);
        assertThat(run.path("classes").path("confusions").get(0).path("predicted").asText()).isEqualTo("dog");
        assertThat(run.path("settings").path("workers").asText()).isEqualTo("4");
        assertThat(run.path("provenance").path("dl4j").asText()).isEqualTo("1.0.0-M2.1");
        assertThat(run.path("files")).hasSize(2);
    }

    @Test
    void aRunThatHasNotEndedIsReadFromItsParts() throws IOException {
        JsonNode run = runs(run("a").job("cifar10").rounds(7, 100).inParts()).get(0);

        assertThat(run.path("status").asText()).isEqualTo("unfinished");
        assertThat(run.path("curves").path("round")).extracting(JsonNode::asInt).containsExactly(1, 2, 3, 4, 5, 6, 7);
        assertThat(run.has("classes")).isFalse();
    }

    @Test
    void theOneEvaluationAtTheEndIsAPointToo() throws IOException {
        JsonNode run = runs(run("a").job("cifar10").rounds(7, 100).joined().result("done", "cat", "dog")).get(0);

        assertThat(run.path("evaluations").path("round")).extracting(JsonNode::asInt).containsExactly(7);
        assertThat(run.path("evaluations").path("accuracy")).extracting(JsonNode::asDouble).containsExactly(0.75);
    }

    @Test
    void aLongRunIsThinnedTheSameWayEachTimeAndStaysSmall() throws IOException {
        RunDirectory directory = run("long").job("cifar10").rounds(10_050, 2).joined().result("done", "cat", "dog").directory();
        String page = Report.of(List.of(directory));
        JsonNode curves = data(page).path("runs").get(0).path("curves");

        assertThat(page).hasSizeLessThan(400_000).isEqualTo(Report.of(List.of(directory)));
        assertThat(curves.path("roundsPerPoint").asInt()).isEqualTo(11);
        assertThat(curves.path("round")).hasSize(914);
        assertThat(curves.path("round").get(913).asInt()).isEqualTo(10_050);
        assertThat(curves.path("lossHigh").get(0).asDouble()).isEqualTo(2.3);
        assertThat(curves.path("loss").get(0).asDouble()).isBetween(curves.path("lossLow").get(0).asDouble(), curves.path("lossHigh").get(0).asDouble());
        assertThat(curves.path("down").get(913).asLong()).isEqualTo(10_050_000);
        JsonNode evaluated = data(page).path("runs").get(0).path("evaluations").path("round");
        assertThat(evaluated.size()).isLessThanOrEqualTo(1000);
        assertThat(evaluated.get(evaluated.size() - 1).asInt()).isEqualTo(10_050);
        assertThat(data(page).path("runs").get(0).path("totals").path("rounds").asInt()).isEqualTo(10_050);
    }

    @Test
    void veryManyClassesLeaveTheMatrixOutAndNameTheWorst() throws IOException {
        String[] names = IntStream.range(0, 1000).mapToObj(c -> "class " + c).toArray(String[]::new);
        RunDirectory directory = run("many").job("imagenet").rounds(2, 2).joined().result("done", names).directory();
        String page = Report.of(List.of(directory));

        assertThat(page).hasSizeLessThan(100_000);
        assertThat(data(page).path("runs").get(0).path("classes").has("confusion")).isFalse();
        assertThat(data(page).path("runs").get(0).path("classes").path("all").asInt()).isEqualTo(1000);
        assertThat(data(page).path("runs").get(0).path("classes").path("shown")).hasSize(100);
    }

    @Test
    void severalRunsSayInWhatTheyDiffer() throws IOException {
        RunDirectory one = run("one/x").job("cifar10", "workers=2", "seed=1").rounds(3, 1).joined().result("done", "cat", "dog").directory();
        RunDirectory two = run("two/x").job("cifar10", "workers=4", "seed=1", "inner.optimizer=adam").rounds(3, 1).joined().result("done", "cat", "dog").directory();
        JsonNode data = data(Report.of(List.of(one, two)));

        assertThat(data.path("differences")).extracting(one1 -> one1.path("name").asText())
                .containsExactly("workers", "inner.optimizer", "inner.learningRate", "inner.momentum", "inner.beta1", "inner.beta2", "inner.epsilon");
        assertThat(data.path("differences").get(0).path("values")).extracting(JsonNode::asText).containsExactly("2", "4");
        assertThat(data.path("differences").get(3).path("values").get(1).isNull()).isTrue();
        assertThat(data.path("runs")).extracting(run -> run.path("name").asText()).containsExactly(one.shown(), two.shown());
    }

    @Test
    void namesCannotBreakOutOfTheData() throws IOException {
        String hostile = "</script><img src=x onerror=alert(1)>";
        String page = Report.of(List.of(run("a <b>&amp;").job(hostile).rounds(2, 1).joined().result("done", hostile, "<!--<script>", "\u2028").directory()));

        assertThat(page).doesNotContain("<img").doesNotContain("<!--<").doesNotContain("\u2028").contains("<title>a &lt;b&gt;&amp;amp; - Perennial report</title>");
        assertThat(page.split("</script>", -1)).hasSize(3);
        assertThat(data(page).path("runs").get(0).path("provenance").path("data").asText()).isEqualTo(hostile);
    }

    @Test
    void itAsksNoOtherPlaceForAnything() throws IOException {
        String page = Report.of(List.of(run("a").job("cifar10").rounds(2, 1).joined().result("done", "cat", "dog").directory()));

        assertThat(page.replace("http://www.w3.org/2000/svg", "")).doesNotContain("http:", "https:", "@import", "url(", "<link", "src=");
        assertThat(page).contains("default-src 'none'");
    }

    @Test
    void whatIsNoRunOrDamagedIsRefusedByName() throws IOException {
        RunDirectory none = RunDirectory.of(folder.resolve("none").toString(), new Configuration());
        assertThatThrownBy(() -> Report.of(List.of(none))).isInstanceOf(InputException.class).hasMessageContaining("none is not a run directory");

        RunDirectory damaged = run("damaged").job("cifar10").directory();
        Files.writeString(folder.resolve("damaged/metrics.jsonl"), "{\"round\":1}\n{\"rou", StandardCharsets.UTF_8);
        assertThatThrownBy(() -> Report.of(List.of(damaged))).isInstanceOf(InputException.class).hasMessageContaining("metrics.jsonl").hasMessageContaining("line 2");
    }

    private WrittenRun run(String name) {
        return new WrittenRun(folder.resolve(name));
    }

    private static JsonNode runs(WrittenRun run) {
        return data(Report.of(List.of(run.directory()))).path("runs");
    }

    private static JsonNode data(String page) {
        Matcher island = Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>", Pattern.DOTALL).matcher(page);
        assertThat(island.find()).isTrue();
        return Json.parse(island.group(1));
    }
}
