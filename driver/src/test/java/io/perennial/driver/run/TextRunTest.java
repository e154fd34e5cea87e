package io.perennial.driver.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.datasets.Datasets;
import io.perennial.datasets.text.EncodedRecord;
import io.perennial.datasets.text.LineRules;
import io.perennial.datasets.text.TextPlan;
import io.perennial.datasets.text.TokenizerKind;
import io.perennial.driver.data.EncodeJob;
import io.perennial.driver.data.EncodeRequest;
import io.perennial.driver.data.TokenizerJob;
import io.perennial.driver.data.TokenizerRequest;
import io.perennial.driver.job.Job;
import io.perennial.driver.predict.ModelPrediction;
import io.perennial.driver.predict.PredictRequest;
import io.perennial.driver.predict.PredictSummary;
import io.perennial.driver.predict.PredictionFormat;
import io.perennial.driver.storage.SavedModel;
import io.perennial.errors.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts go the way of images: trained, stopped, resumed, evaluated and classified. */
class TextRunTest {

    private static final Configuration HADOOP = new Configuration();
    private static final String[] MODEL = {"model=textcnn", "text.length=8", "batchSize=8", "epochs=6", "examples=", "inner.optimizer=adam",
            "inner.learningRate=0.005", "maxTestOverlap=1"};

    @TempDir
    private Path directory;
    private Path data;

    @BeforeEach
    void writeTexts() throws IOException {
        data = Files.createDirectories(directory.resolve("weather"));
        Files.writeString(data.resolve("train.tsv"), texts(1, 120));
        Files.writeString(data.resolve("test.tsv"), texts(2, 40));
    }

    /** Of three kinds of weather, each told by one word among others. */
    private static String texts(long seed, int count) {
        Random random = new Random(seed);
        List<String> told = List.of("sunny", "rainy", "windy");
        StringBuilder rows = new StringBuilder("id\tgroup\tdate\tlabel\ttext\n");
        for (int i = 0; i < count; i++) {
            String label = told.get(random.nextInt(3));
            rows.append(seed).append('-').append(i).append("\tg\t\t").append(label).append('\t').append("today n").append(random.nextInt(30)).append(' ')
                    .append(label).append(" n").append(random.nextInt(30)).append(random.nextBoolean() ? " and so on" : "").append('\n');
        }
        return rows.toString();
    }

    private Job job(String output, String... more) {
        String[] settings = Stream.of(MODEL, new String[] {"data=" + data}, more).flatMap(Arrays::stream).toArray(String[]::new);
        return Runs.job(directory.resolve(output), settings);
    }

    @Test
    void aStoppedAndResumedRunOnOneSlotEndsWithTheBitsOfAnUndisturbedOneOnTwoAndItsModelReadsTextsAsItWasTrained() throws IOException {
        RunResult whole;
        try (JavaSparkContext spark = LocalSpark.start("local[2]")) {
            whole = Runs.run(spark, job("whole"));
            assertThat(whole.test().accuracy()).isGreaterThan(0.9);

            Evaluation again = ModelEvaluation.prepare(whole.directory(), data.toString(), HADOOP, line -> { }).run(spark);
            assertThat(again.accuracy()).isEqualTo(whole.test().accuracy());
            assertThat(again.loss()).isEqualTo(whole.test().loss());

            TokenizerRequest counted = new TokenizerRequest(data.toString(), directory.resolve("counted.json").toString(), TokenizerKind.WORD, 30_000, 1);
            assertThat(TokenizerJob.prepare(counted, HADOOP).run(spark).sha256())
                    .isEqualTo(SavedModel.read(whole.directory(), HADOOP).encoding().tokenizer().sha256());
            assertThatThrownBy(() -> TokenizerJob.prepare(counted, HADOOP)).isInstanceOf(InputException.class).hasMessageContaining("exists");

            String tagged = Files.writeString(directory.resolve("words.conll"), "sunny\tO\n").toString();
            assertThatThrownBy(() -> ModelPrediction.prepare(new PredictRequest(whole.directory(), tagged, "test", directory.resolve("out").toString(), PredictionFormat.JSONL, "image", null),
                    HADOOP, line -> { })).isInstanceOf(InputException.class).hasMessageContaining("holds no texts");

            Path rows = Files.writeString(directory.resolve("new.tsv"), texts(3, 30) + "no row\nx\tg\t\t\t \n");
            PredictSummary predicted = ModelPrediction.prepare(new PredictRequest(whole.directory(), rows.toString(), "test", directory.resolve("out").toString(),
                    PredictionFormat.JSONL, "image", null), HADOOP, line -> { }).run(spark);
            assertThat(predicted.examples()).isEqualTo(30);
            assertThat(predicted.problems()).isEqualTo(2);
            List<String> lines = Files.readAllLines(directory.resolve("out/predictions/part-00000.jsonl"));
            assertThat(lines.get(0)).startsWith("{\"id\":\"3-0\",\"predicted\":\"" + Files.readAllLines(rows).get(1).split("\t")[3]);
        }
        SavedModel model = SavedModel.read(whole.directory(), HADOOP);
        assertThat(model.encoding().tokenizer().vocabulary().tokens()).contains("sunny", "rainy").doesNotContain("Today");
        assertThat(directory.resolve("whole/model/tokenizer.json")).exists();

        try (JavaSparkContext spark = LocalSpark.start("local[1]")) {
            StopSignal stop = new StopSignal();
            RunResult stopped = Runs.run(spark, job("parts"), new Resume.Fresh(), new RunListener() {
                @Override
                public void roundDone(RoundReport round) {
                    if (round.round() == 3) {
                        stop.request("test");
                    }
                }
            }, stop);
            assertThat(stopped.status()).isEqualTo(RunResult.Status.STOPPED);
            RunResult resumed = Runs.run(spark, job("parts"), new Resume.Auto(), new RunListener() { }, new StopSignal());
            assertThat(resumed.resumedFrom()).isEqualTo(3);
            assertThat(resumed.parametersSha256()).isEqualTo(whole.parametersSha256());
        }
    }

    @Test
    void tokenIdsMadeBeforeTrainTheSameModelAndAreEvaluatedByIt() {
        try (JavaSparkContext spark = LocalSpark.start("local[2]")) {
            RunResult ofTexts = Runs.run(spark, job("texts", "epochs=1"));
            Datasets.Options options = new Datasets.Options(null, 1, null, new TextPlan.FromTraining("word", EncodedRecord.MOST_TOKENS, 30_000, 1, LineRules.DEFAULT));
            EncodeJob.prepare(new EncodeRequest(data.toString(), directory.resolve("ids").toString(), options), HADOOP, line -> { }).run(spark);

            RunResult ofIds = Runs.run(spark, job("ids-run", "epochs=1", "data=" + directory.resolve("ids")));
            assertThat(ofIds.parametersSha256()).isEqualTo(ofTexts.parametersSha256());
            Evaluation again = ModelEvaluation.prepare(ofTexts.directory(), directory.resolve("ids").toString(), HADOOP, line -> { }).run(spark);
            assertThat(again.loss()).isEqualTo(ofTexts.test().loss());
        }
    }

    @Test
    void theSameRowsInParquetTrainTheSameModelAndAreEncodedEvaluatedAndClassifiedAlike() throws IOException {
        Path parquet = Files.createDirectories(directory.resolve("parquet"));
        Datasets.Options options = new Datasets.Options(null, 1, null, new TextPlan.FromTraining("word", EncodedRecord.MOST_TOKENS, 30_000, 1, LineRules.DEFAULT));
        RunResult ofLines;
        try (JavaSparkContext spark = LocalSpark.start("local[2]")) {
            for (String split : List.of("train", "test")) {
                asParquet(spark, data.resolve(split + ".tsv")).write().option("maxRecordsPerFile", 50).parquet(parquet.resolve(split + ".parquet").toString());
            }
            try (Stream<Path> parts = Files.list(parquet.resolve("train.parquet"))) {
                assertThat(parts.filter(part -> part.toString().endsWith(".parquet"))).hasSize(3);
            }
            ofLines = Runs.run(spark, job("lines", "epochs=1"));
            Evaluation again = ModelEvaluation.prepare(ofLines.directory(), parquet.toString(), HADOOP, line -> { }).run(spark);
            assertThat(again.loss()).isEqualTo(ofLines.test().loss());
            for (Path source : List.of(data, parquet)) {
                String name = source.getFileName().toString();
                EncodeJob.prepare(new EncodeRequest(source.toString(), directory.resolve("ids-" + name).toString(), options), HADOOP, line -> { }).run(spark);
                TokenizerJob.prepare(new TokenizerRequest(source.toString(), directory.resolve(name + ".json").toString(), TokenizerKind.WORD, 30_000, 1), HADOOP).run(spark);
                asParquet(spark, data.resolve("test.tsv")).drop("label").selectExpr("*", "split(text, ' ') AS tokens", "array('keyword') AS tags").write().mode("ignore").parquet(directory.resolve("new.parquet").toString());
                String rows = source.equals(data) ? data.resolve("test.tsv").toString() : directory.resolve("new.parquet").toString();
                ModelPrediction.prepare(new PredictRequest(ofLines.directory(), rows, "test", directory.resolve("out-" + name).toString(), PredictionFormat.JSONL, "image", null),
                        HADOOP, line -> { }).run(spark);
            }
        }
        assertThat(directory.resolve("ids-parquet/train-00000.ids")).hasSameBinaryContentAs(directory.resolve("ids-weather/train-00000.ids"));
        assertThat(directory.resolve("parquet.json")).hasSameBinaryContentAs(directory.resolve("weather.json"));
        assertThat(predictions("out-parquet")).hasSize(40).isEqualTo(predictions("out-weather"));

        try (JavaSparkContext spark = LocalSpark.start("local[1]")) {
            RunResult ofRows = Runs.run(spark, job("rows", "epochs=1", "data=" + parquet));
            assertThat(ofRows.parametersSha256()).isEqualTo(ofLines.parametersSha256());
        }
    }

    /** In one partition, so that the rows keep their order. */
    private static Dataset<Row> asParquet(JavaSparkContext spark, Path table) {
        return SparkSession.builder().sparkContext(spark.sc()).getOrCreate().read().option("sep", "\t").option("header", "true").csv(table.toString())
                .select("id", "label", "text").coalesce(1);
    }

    private List<String> predictions(String out) throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> parts = Files.list(directory.resolve(out).resolve("predictions"))) {
            for (Path part : parts.filter(path -> path.toString().endsWith(".jsonl")).sorted().toList()) {
                lines.addAll(Files.readAllLines(part));
            }
        }
        return lines;
    }

    @Test
    void whatDoesNotFitIsRefusedBeforeAnythingIsWritten() throws IOException {
        assertThatThrownBy(() -> prepare(job("a", "model=lenet"))).isInstanceOf(InputException.class).hasMessageContaining("use textcnn");
        assertThatThrownBy(() -> prepare(Runs.job(directory.resolve("a"), "model=textcnn"))).isInstanceOf(InputException.class).hasMessageContaining("textcnn takes texts");
        assertThatThrownBy(() -> prepare(job("a", "data=shapes10", "model=lenet"))).isInstanceOf(InputException.class).hasMessageContaining("text.length: is about texts");
        assertThatThrownBy(() -> prepare(job("a", "text.tokenizer=words"))).isInstanceOf(InputException.class).hasMessageContaining("found 'words'");
        assertThatThrownBy(() -> prepare(job("a", "text.vocabulary=70000"))).isInstanceOf(InputException.class).hasMessageContaining("65536");
        assertThatThrownBy(() -> prepare(job("a", "augment.crop=2"))).isInstanceOf(InputException.class).hasMessageContaining("changes images");
        Files.writeString(data.resolve("test.tsv"), "");
        assertThatThrownBy(() -> prepare(job("a"))).isInstanceOf(InputException.class).hasMessageContaining("the file is empty");
        assertThat(directory.resolve("a")).doesNotExist();
    }

    private static PreparedRun prepare(Job job) {
        return Training.prepare(job, new Resume.Fresh(), HADOOP, line -> { });
    }
}
