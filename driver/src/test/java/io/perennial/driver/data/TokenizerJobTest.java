package io.perennial.driver.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.datasets.Dataset;
import io.perennial.datasets.Datasets;
import io.perennial.datasets.text.LineRules;
import io.perennial.datasets.text.TextPlan;
import io.perennial.datasets.text.TokenizerKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerJobTest {

    private static final Configuration HADOOP = new Configuration();

    @TempDir
    private Path directory;

    /** Sentences of two words, the second one a place. */
    private static String sentences(int count) {
        Random random = new Random(count);
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < count; i++) {
            lines.append("in").append("\tO\nplace").append(random.nextInt(20)).append("\tB-LOC\n\n");
        }
        return lines.toString();
    }

    private Dataset open(Path data, String tokenizer) {
        TextPlan plan = new TextPlan.FromTraining(tokenizer, 16, 100, 1, LineRules.DEFAULT);
        return Datasets.open(data.toString(), new Datasets.Options(null, 1, null, plan), HADOOP, line -> { });
    }

    @Test
    void aTokenizerOfTaggedWordsKnowsTheWordsAndNotTheTagsOfLinesAndOfRowsThatSparkWrote() throws IOException {
        Path lines = Files.createDirectories(directory.resolve("lines"));
        Path rows = Files.createDirectories(directory.resolve("rows"));
        try (JavaSparkContext context = new JavaSparkContext(new SparkConf().setMaster("local[2]").setAppName("tokenizer").set("spark.ui.enabled", "false"))) {
            SparkSession spark = SparkSession.builder().sparkContext(context.sc()).getOrCreate();
            for (String split : List.of("train", "test")) {
                Path file = Files.writeString(lines.resolve(split + ".conll"), sentences(split.equals("train") ? 300 : 50));
                spark.read().option("lineSep", "\n\n").text(file.toString()).selectExpr("split(trim('\n', value), '\n') AS pairs").where("pairs[0] != ''")
                        .selectExpr("transform(pairs, pair -> split(pair, '\t')[0]) AS tokens", "transform(pairs, pair -> split(pair, '\t')[1]) AS tags")
                        .coalesce(1).write().parquet(rows.resolve(split + ".parquet").toString());
            }
            for (String kind : List.of("word", "bpe")) {
                Dataset ofLines = open(lines, kind);
                Dataset ofRows = open(rows, kind);
                assertThat(ofRows.encoding()).isEqualTo(ofLines.encoding());
                assertThat(ofRows.train().size()).isEqualTo(300);
                assertThat(ofRows.manifest().train().files().get(0).sha256()).isEqualTo(ofLines.manifest().train().files().get(0).sha256());
                for (Path data : List.of(lines, rows)) {
                    Path out = directory.resolve(kind + data.getFileName() + ".json");
                    TokenizerRequest request = new TokenizerRequest(data.toString(), out.toString(), TokenizerKind.named(kind).orElseThrow(), 100, 1);
                    assertThat(TokenizerJob.prepare(request, HADOOP).run(context)).isEqualTo(ofLines.encoding().orElseThrow().tokenizer());
                }
            }
        }
        assertThat(open(lines, "word").encoding().orElseThrow().tokenizer().vocabulary().tokens()).contains("place7").doesNotContain("B", "LOC", "O");
    }
}
