package io.perennial.driver.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.driver.predict.ModelPrediction;
import io.perennial.driver.predict.PredictRequest;
import io.perennial.driver.predict.PredictSummary;
import io.perennial.driver.predict.PredictionFormat;
import io.perennial.errors.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tagger through the whole path: tagged words, rounds, model, tags of new words. */
class TaggerTest {

    private static final Configuration HADOOP = new Configuration();

    @TempDir
    private Path directory;

    /** Names and places; some sentences are longer than an example, and some places have a tag that nobody can foresee. */
    private static List<List<String>> sentences(int count, long seed) {
        Random random = new Random(seed);
        List<List<String>> sentences = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<String> lines = new ArrayList<>(List.of("name" + random.nextInt(9) + "\tB-PER", "son" + random.nextInt(9) + "\tI-PER", "saw\tO",
                    "place" + random.nextInt(9) + (random.nextInt(8) == 0 ? "\tO" : "\tB-LOC")));
            while (random.nextInt(3) > 0) {
                lines.addAll(List.of("and\tO", "place" + random.nextInt(9) + "\tB-LOC"));
            }
            sentences.add(lines);
        }
        return sentences;
    }

    private static String joined(List<List<String>> sentences) {
        return sentences.stream().map(lines -> String.join("\n", lines) + "\n\n").collect(Collectors.joining());
    }

    private PredictSummary predict(JavaSparkContext spark, Object data, String out, PredictionFormat format) {
        PredictRequest request = new PredictRequest(directory.resolve("run").toString(), data.toString(), "test", directory.resolve(out).toString(), format, "image", null);
        return ModelPrediction.prepare(request, HADOOP, line -> { }).run(spark);
    }

    private List<JsonNode> lines(String out) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        try (var files = Files.list(directory.resolve(out).resolve("predictions"))) {
            for (Path file : files.filter(file -> file.toString().endsWith(".jsonl")).sorted().toList()) {
                for (String line : Files.readAllLines(file)) {
                    lines.add(new ObjectMapper().readTree(line));
                }
            }
        }
        return lines;
    }

    private static List<String> strings(JsonNode array) {
        List<String> strings = new ArrayList<>();
        array.forEach(one -> strings.add(one.asText()));
        return strings;
    }

    @Test
    void newWordsGetTheTagsThatEvaluationCountsAndParquetOfThemIsWhatWasTagged() throws IOException {
        Path data = Files.createDirectories(directory.resolve("data"));
        List<List<String>> tests = sentences(60, 2);
        Files.writeString(data.resolve("train.conll"), joined(sentences(200, 1)));
        Files.writeString(data.resolve("test.conll"), joined(tests));
        try (JavaSparkContext spark = LocalSpark.start("local[2]")) {
            RunResult result = Runs.run(spark, Runs.job(directory.resolve("run"), "data=" + data, "model=bilstm", "network.width=16", "network.layers=1", "text.length=6",
                    "maxTestOverlap=1", "inner.optimizer=adam", "inner.learningRate=0.02", "batchSize=16", "examples=", "epochs=4"));
            assertThat(result.test().accuracy()).isBetween(0.85, 0.999);

            PredictSummary summary = predict(spark, data, "tagged", PredictionFormat.JSONL);
            assertThat(summary.examples()).isEqualTo(60);
            List<JsonNode> tagged = lines("tagged");
            List<String> expected = tests.stream().flatMap(List::stream).map(line -> line.split("\t")[1]).toList();
            List<String> found = tagged.stream().flatMap(line -> strings(line.path("tags")).stream()).toList();
            assertThat(found).hasSameSizeAs(expected);
            long right = 0;
            for (int i = 0; i < found.size(); i++) {
                right += found.get(i).equals(expected.get(i)) ? 1 : 0;
            }
            assertThat((double) right / found.size()).isEqualTo(result.test().accuracy());
            assertThat(summary.predicted()).containsEntry("B-PER", found.stream().filter("B-PER"::equals).count());
            assertThat(tagged.get(59).path("id").asText()).isEqualTo("60");
            assertThat(tagged).anyMatch(line -> line.path("tokens").size() > 6);

            Path texts = Files.writeString(directory.resolve("new.txt"), tests.stream().map(lines -> lines.stream().map(line -> line.split("\t")[0])
                    .collect(Collectors.joining("  "))).collect(Collectors.joining("\n", "", "\n \n")));
            assertThat(predict(spark, texts, "texts", PredictionFormat.JSONL).problems()).isEqualTo(1);
            assertThat(lines("texts")).isEqualTo(tagged);
            assertThat(Files.readString(directory.resolve("texts/problems.jsonl"))).isEqualTo("{\"id\":\"61\",\"reason\":\"holds no words\"}\n");

            predict(spark, data, "parquet", PredictionFormat.PARQUET);
            Path rows = Files.move(directory.resolve("parquet/predictions"), directory.resolve("predicted.parquet"));
            predict(spark, rows, "again", PredictionFormat.JSONL);
            assertThat(lines("again")).isEqualTo(tagged);
            Path strange = directory.resolve("strange.parquet");
            SparkSession.builder().sparkContext(spark.sc()).getOrCreate().sql("SELECT * FROM VALUES (array('name1', '', NULL)), (array()), (NULL) AS rows(tokens)")
                    .coalesce(1).write().parquet(strange.toString());
            PredictSummary ofStrange = predict(spark, strange, "strange", PredictionFormat.JSONL);
            assertThat(List.of(ofStrange.examples(), ofStrange.problems())).containsExactly(1L, 2L);
            assertThat(strings(lines("strange").get(0).path("tokens"))).containsExactly("name1", " ", " ");

            Path besideTexts = directory.resolve("beside.parquet");
            SparkSession.builder().sparkContext(spark.sc()).getOrCreate().sql("SELECT 'one word' AS text, 'a' AS label, array('name1', 'son1') AS tokens, array(7, 8) AS tags")
                    .write().parquet(besideTexts.toString());
            predict(spark, besideTexts, "beside", PredictionFormat.JSONL);
            assertThat(strings(lines("beside").get(0).path("tokens"))).as("words that are apart already").containsExactly("name1", "son1");
            predict(spark, Files.writeString(directory.resolve("space.txt"), "\u00a0name1\u3000 son1\n"), "space", PredictionFormat.JSONL);
            assertThat(strings(lines("space").get(0).path("tokens"))).containsExactly("name1", "son1");

            Evaluation ofItself = ModelEvaluation.prepare(directory.resolve("run").toString(), rows.toString(), HADOOP, line -> { }).run(spark);
            assertThat(ofItself.accuracy()).isEqualTo(1);
        }
    }

    @Test
    void aLanguageModelHasNoTags() throws IOException {
        Path data = Files.createDirectories(directory.resolve("data"));
        Files.writeString(data.resolve("train.txt"), "abc\n".repeat(40));
        Files.writeString(data.resolve("test.txt"), "abc\n".repeat(9));
        Path words = Files.writeString(directory.resolve("words.conll"), "a\tO\n");
        try (JavaSparkContext spark = LocalSpark.start("local[1]")) {
            Runs.run(spark, Runs.job(directory.resolve("run"), "data=" + data, "model=lstm-lm", "network.width=4", "network.layers=1", "text.tokenizer=character",
                    "text.length=8", "maxTestOverlap=1", "examples=16"));
            assertThatThrownBy(() -> predict(spark, words, "out", PredictionFormat.JSONL)).isInstanceOf(InputException.class).hasMessageContaining("is a language model");
        }
        assertThat(directory.resolve("out")).doesNotExist();
    }
}
