package io.perennial.driver.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.datasets.ImageShape;
import io.perennial.datasets.Normalization;
import io.perennial.driver.run.Evaluation;
import io.perennial.driver.run.ModelEvaluation;
import io.perennial.driver.storage.SavedModel;
import io.perennial.errors.InputException;
import io.perennial.worker.model.ModelDefinition;
import io.perennial.worker.model.Models;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelPredictionTest {

    private static final Configuration HADOOP = new Configuration();

    private static JavaSparkContext spark;
    private static SavedModel model;

    @TempDir
    static Path models;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws IOException {
        spark = new JavaSparkContext(new SparkConf().setMaster("local[2]").setAppName("predict").set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1").set("spark.driver.bindAddress", "127.0.0.1"));
        spark.setLogLevel("ERROR");
        ImageShape shape = new ImageShape(3, 32, 32);
        ModelDefinition lenet = Models.builtIn("lenet", shape, 10);
        List<String> classes = IntStream.range(0, 10).mapToObj(i -> "class " + i).toList();
        model = new SavedModel(lenet, classes, shape, Normalization.halves(3), Models.layout(lenet), Models.initialParameters(lenet, 7));
        org.apache.hadoop.fs.Path directory = new org.apache.hadoop.fs.Path(models.toString());
        model.write(FileSystem.getLocal(HADOOP), directory);
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private PredictSummary predict(Object data, PredictionFormat format) {
        PredictRequest request = new PredictRequest(models.toString(), data.toString(), "test", folder.resolve("out").toString(), format, "image", null);
        return ModelPrediction.prepare(request, HADOOP, line -> { }).run(spark);
    }

    private static byte[] png(int side, int rgb) throws IOException {
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < side * side; i++) {
            image.setRGB(i % side, i / side, rgb * (i % 7));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }

    private List<JsonNode> lines() throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        try (var files = Files.list(folder.resolve("out/predictions"))) {
            for (Path file : files.filter(file -> file.toString().endsWith(".jsonl")).sorted().toList()) {
                for (String line : Files.readAllLines(file)) {
                    lines.add(new ObjectMapper().readTree(line));
                }
            }
        }
        return lines;
    }

    @Test
    void predictionsOfADataSetAreThoseOfItsEvaluation() throws IOException {
        PredictSummary summary = predict("shapes10", PredictionFormat.JSONL);
        Evaluation evaluation = ModelEvaluation.prepare(models.toString(), "shapes10", HADOOP, line -> { }).run(spark);
        for (int c = 0; c < 10; c++) {
            long predicted = 0;
            for (long[] truth : evaluation.confusion()) {
                predicted += truth[c];
            }
            assertThat(summary.predicted()).containsEntry("class " + c, predicted);
        }
        List<JsonNode> lines = lines();
        assertThat(lines).hasSize(2_000);
        assertThat(lines.get(1_999).path("id").asText()).isEqualTo("1999");
        double sum = 0;
        for (JsonNode probability : lines.get(5).path("probabilities")) {
            sum += probability.asDouble();
        }
        assertThat(sum).isCloseTo(1, within(1e-5));
        assertThat(folder.resolve("out/_SUCCESS")).exists();
        assertThat(folder.resolve("out/_temporary")).doesNotExist();
        assertThat(new ObjectMapper().readTree(folder.resolve("out/summary.json").toFile()).path("examples").asLong()).isEqualTo(2_000);
    }

    @Test
    void imagesOfAFolderAreClassifiedAndProblemsKeptApart() throws IOException {
        Path images = Files.createDirectories(folder.resolve("images/deep"));
        Files.write(images.resolve("good.png"), png(32, 0x030201));
        Files.write(images.resolve("large.png"), png(64, 0x030201));
        Files.writeString(images.resolve("broken.jpg"), "text");
        PredictSummary summary = predict(folder.resolve("images"), PredictionFormat.JSONL);
        assertThat(summary.examples()).isEqualTo(2);
        assertThat(summary.problems()).isEqualTo(1);
        assertThat(lines()).extracting(line -> line.path("id").asText()).allMatch(id -> id.endsWith("deep/good.png") || id.endsWith("deep/large.png"));
        assertThat(Files.readAllLines(folder.resolve("out/problems.jsonl"))).singleElement().asString().contains("broken.jpg", "neither JPEG nor PNG");
    }

    private Dataset<Row> table() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            rows.add(RowFactory.create(i, png(32, i)));
        }
        rows.add(RowFactory.create(300, new byte[3 * 32 * 32]));
        rows.add(RowFactory.create(301, new byte[5]));
        rows.add(RowFactory.create(302, null));
        SparkSession session = SparkSession.builder().sparkContext(spark.sc()).getOrCreate();
        return session.createDataFrame(rows, new StructType().add("id", DataTypes.IntegerType).add("image", DataTypes.BinaryType));
    }

    @Test
    void parquetIsClassifiedIntoParquet() throws IOException {
        table().write().parquet(folder.resolve("t.parquet").toString());
        PredictSummary summary = predict(folder.resolve("t.parquet"), PredictionFormat.PARQUET);
        assertThat(summary.examples()).isEqualTo(301);
        assertThat(summary.problems()).isEqualTo(2);
        assertThat(Files.readAllLines(folder.resolve("out/problems.jsonl"))).anyMatch(line -> line.contains("\"301\"") && line.contains("found 5 bytes"))
                .anyMatch(line -> line.contains("\"302\"") && line.contains("is null"));
        SparkSession session = SparkSession.builder().sparkContext(spark.sc()).getOrCreate();
        Dataset<Row> written = session.read().parquet(folder.resolve("out/predictions").toString());
        assertThat(written.columns()).containsExactly("id", "predicted", "probabilities");
        assertThat(written.count()).isEqualTo(301);
        assertThat(written.where("size(probabilities) = 10 and predicted like 'class %'").count()).isEqualTo(301);
    }

    @Test
    void aDataFrameGetsColumns() throws IOException {
        Dataset<Row> scored = ModelPrediction.predict(table(), model, "image");
        assertThat(scored.columns()).containsExactly("id", "image", "predicted", "probabilities", "problem");
        assertThat(scored.where("problem is null and size(probabilities) = 10").count()).isEqualTo(301);
        assertThat(scored.where("id = 301").first().<String>getAs("problem")).contains("found 5 bytes");
        assertThat(scored.limit(3).collectAsList()).hasSize(3);
        assertThatThrownBy(() -> ModelPrediction.predict(scored, model, "image")).isInstanceOf(InputException.class).hasMessageContaining("predicted already");
    }

    @Test
    void whatCannotBeUsedIsNamedAndNothingWritten() throws IOException {
        assertThatThrownBy(() -> predict(folder, PredictionFormat.JSONL)).isInstanceOf(InputException.class).hasMessageContaining("holds no data set");
        assertThatThrownBy(() -> predict(folder.resolve("gone"), PredictionFormat.JSONL)).isInstanceOf(InputException.class).hasMessageContaining("gone");
        Files.createDirectories(folder.resolve("out/old"));
        assertThatThrownBy(() -> predict("shapes10", PredictionFormat.JSONL)).isInstanceOf(InputException.class).hasMessageContaining("is there already");
    }
}
