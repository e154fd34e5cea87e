package io.perennial.driver.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.datasets.Dataset;
import io.perennial.datasets.DatasetDescription;
import io.perennial.datasets.Datasets;
import io.perennial.datasets.ImageShape;
import io.perennial.errors.InputException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageImportTest {

    private static final Configuration HADOOP = new Configuration();

    private static JavaSparkContext spark;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        spark = new JavaSparkContext(new SparkConf().setMaster("local[2]").setAppName("import").set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1").set("spark.driver.bindAddress", "127.0.0.1").set("spark.sql.shuffle.partitions", "2"));
        spark.setLogLevel("ERROR");
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    static byte[] png(int height, int width, int salt) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, (salt * 7919 + y * 31 + x) & 0xffffff);
            }
        }
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageIO.write(image, "png", out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Path pets(int each) throws IOException {
        Path pets = folder.resolve("pets");
        int salt = 0;
        for (String name : List.of("dog", "cat")) {
            Files.createDirectories(pets.resolve(name));
            for (int i = 0; i < each; i++) {
                Files.write(pets.resolve(name).resolve("image " + i + ".png"), png(12, 10, salt++));
            }
        }
        return pets;
    }

    private ImportRequest request(Path source, String out) {
        return new ImportRequest(source.toString(), folder.resolve(out).toString(), new ImageSize(8, 6), 3, 0.2, null, OnBad.FAIL, 1, "image", "label");
    }

    private static ImportSummary run(ImportRequest request) {
        return ImageImport.prepare(request, HADOOP, line -> { }).run(spark);
    }

    private Dataset open(String out) {
        return Datasets.open(folder.resolve(out).toString(), new Datasets.Options(null, 0, null), HADOOP, line -> { });
    }

    @Test
    void classFoldersBecomeADataSetThatOpens() throws IOException {
        ImportSummary summary = run(request(pets(20), "out"));
        assertThat(summary.dataset().classes()).containsExactly("cat", "dog");
        Dataset opened = open("out");
        assertThat(opened.shape()).isEqualTo(new ImageShape(3, 8, 6));
        assertThat(opened.classes()).containsExactly("cat", "dog");
        assertThat(opened.train().size()).isEqualTo(32);
        assertThat(opened.test().size()).isEqualTo(8);
        assertThat(opened.manifest().test().examplesPerClass()).containsEntry("cat", 4L).containsEntry("dog", 4L);
        assertThat(opened.manifest().testOverlap().count()).isZero();
        assertThat(opened.normalization().mean()).isEqualTo(summary.dataset().normalization().mean());
        assertThat(folder.resolve("out/_temporary")).doesNotExist();
    }

    @Test
    void orderDependsOnTheSeedAlone() throws IOException {
        Path pets = pets(20);
        run(request(pets, "a"));
        run(request(pets, "b"));
        ImportRequest other = new ImportRequest(pets.toString(), folder.resolve("c").toString(), new ImageSize(8, 6), 3, 0.2, null, OnBad.FAIL, 2, "image", "label");
        run(other);
        byte[] a = Files.readAllBytes(folder.resolve("a/train-00000.bin"));
        assertThat(Files.readAllBytes(folder.resolve("b/train-00000.bin"))).isEqualTo(a);
        assertThat(Files.readAllBytes(folder.resolve("c/train-00000.bin"))).isNotEqualTo(a);
    }

    @Test
    void anImageThatDoesNotDecodeIsNamedAndFatal() throws IOException {
        Path pets = pets(5);
        Files.writeString(pets.resolve("cat/broken.jpg"), "not an image");
        assertThatThrownBy(() -> run(request(pets, "out"))).isInstanceOf(InputException.class)
                .hasMessageContaining("cat/broken.jpg is neither JPEG nor PNG").hasMessageContaining("1 of 11").hasMessageContaining("--on-bad skip");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void anImageThatDoesNotDecodeIsLeftOutAndListedWhereTheImportSaysSo() throws IOException {
        Path pets = pets(5);
        Files.writeString(pets.resolve("cat/broken.jpg"), "not an image");
        ImportRequest asked = request(pets, "out");
        ImportSummary summary = run(new ImportRequest(asked.source(), asked.out(), asked.size(), 1, 0, null, OnBad.SKIP, 1, "image", "label"));
        assertThat(summary.skipped()).hasSize(1);
        assertThat(summary.dataset().source().skipped()).isEqualTo(1);
        assertThat(summary.dataset().train().examples()).isEqualTo(10);
        assertThat(summary.dataset().shape()).isEqualTo(new ImageShape(1, 8, 6));
        assertThat(summary.dataset().test()).isNull();
        assertThat(Files.readAllLines(folder.resolve("out/skipped.jsonl"))).singleElement().asString().contains("broken.jpg", "neither JPEG nor PNG");
        assertThatThrownBy(() -> open("out")).isInstanceOf(InputException.class).hasMessageContaining("without a test set").hasMessageContaining("--test-share");
    }

    @Test
    void sizeIsThatOfTheImagesWhereAllAgree() throws IOException {
        Path pets = pets(4);
        ImportRequest asked = request(pets, "out");
        ImportRequest unsized = new ImportRequest(asked.source(), asked.out(), null, 3, 0.25, null, OnBad.SKIP, 1, "image", "label");
        assertThat(run(unsized).dataset().shape()).isEqualTo(new ImageShape(3, 12, 10));
        Files.write(pets.resolve("dog/other.png"), png(9, 9, 99));
        ImportRequest again = new ImportRequest(asked.source(), folder.resolve("again").toString(), null, 3, 0.25, null, OnBad.SKIP, 1, "image", "label");
        assertThatThrownBy(() -> run(again)).isInstanceOf(InputException.class).hasMessageContaining("other.png is 9x9, others are 12x10").hasMessageContaining("--size");
    }

    @Test
    void testSetOfItsOwnIsTakenWhole() throws IOException {
        Path pets = pets(4);
        Path held = folder.resolve("held");
        Files.createDirectories(held.resolve("dog"));
        Files.write(held.resolve("dog/one.png"), png(12, 10, 1000));
        ImportRequest asked = request(pets, "out");
        run(new ImportRequest(asked.source(), asked.out(), asked.size(), 3, 0.1, held.toString(), OnBad.FAIL, 1, "image", "label"));
        assertThat(open("out").train().size()).isEqualTo(8);
        assertThat(open("out").manifest().test().examplesPerClass()).containsEntry("cat", 0L).containsEntry("dog", 1L);
    }

    @Test
    void whatCannotBeImportedIsNamedBeforeSparkIsNeeded() throws IOException {
        Path pets = pets(1);
        assertThatThrownBy(() -> ImageImport.prepare(request(folder.resolve("gone"), "out"), HADOOP, line -> { })).isInstanceOf(InputException.class).hasMessageContaining("gone");
        assertThatThrownBy(() -> ImageImport.prepare(request(pets.resolve("cat"), "out"), HADOOP, line -> { })).hasMessageContaining("holds no folders");
        assertThatThrownBy(() -> ImageImport.prepare(request(pets, "pets"), HADOOP, line -> { })).isInstanceOf(InputException.class).hasMessageContaining("is there already");
        Files.createDirectories(pets.resolve("empty"));
        assertThatThrownBy(() -> ImageImport.prepare(request(pets, "out"), HADOOP, line -> { })).hasMessageContaining("empty: holds no .jpg");
        assertThatThrownBy(() -> ImageSize.parse("32")).isInstanceOf(InputException.class).hasMessageContaining("'32'");
    }

    private Path parquet(String name, DataType labelType, List<Row> rows) {
        StructType schema = new StructType().add("image", DataTypes.BinaryType).add("label", labelType);
        SparkSession session = SparkSession.builder().sparkContext(spark.sc()).getOrCreate();
        Path file = folder.resolve(name);
        session.createDataFrame(rows, schema).repartition(3).write().parquet(file.toString());
        return file;
    }

    @Test
    void parquetWithStringLabelsBecomesTheSameDataSetWhateverItsPartitions() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            rows.add(RowFactory.create(png(12, 10, i), i % 2 == 0 ? "dog" : "cat"));
        }
        run(request(parquet("t.parquet", DataTypes.StringType, rows), "a"));
        SparkSession session = SparkSession.builder().sparkContext(spark.sc()).getOrCreate();
        ImageImport.importTable(request(folder.resolve("t.parquet"), "b"), session.read().parquet(folder.resolve("t.parquet").toString()).repartition(7), line -> { });
        Dataset opened = open("a");
        assertThat(opened.classes()).containsExactly("cat", "dog");
        assertThat(opened.train().size() + opened.test().size()).isEqualTo(40);
        assertThat(opened.test().size()).isBetween(1L, 20L);
        assertThat(Files.readAllBytes(folder.resolve("b/train-00000.bin"))).isEqualTo(Files.readAllBytes(folder.resolve("a/train-00000.bin")));
    }

    @Test
    void parquetWithRawPixelsAndNumbersKeepsThem() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            byte[] pixels = new byte[3 * 8 * 6];
            java.util.Arrays.fill(pixels, (byte) (i * 10));
            rows.add(RowFactory.create(pixels, (long) i % 3));
        }
        rows.add(RowFactory.create(new byte[7], 1L));
        rows.add(RowFactory.create(null, 1L));
        Path table = parquet("raw.parquet", DataTypes.LongType, rows);
        assertThatThrownBy(() -> run(request(table, "out"))).isInstanceOf(InputException.class).hasMessageContaining("2 of 14");
        ImportRequest asked = request(table, "out");
        ImportSummary summary = run(new ImportRequest(asked.source(), asked.out(), asked.size(), 3, 0, null, OnBad.SKIP, 1, "image", "label"));
        assertThat(summary.dataset().classes()).containsExactly("0", "1", "2");
        assertThat(summary.dataset().train().examplesPerClass()).containsEntry("0", 4L).containsEntry("1", 4L).containsEntry("2", 4L);
        assertThat(summary.skipped()).extracting(BadImage::reason).anyMatch(reason -> reason.contains("found 7 bytes"));
    }

    @Test
    void missingColumnIsAnsweredWithThoseThereAre() {
        Path table = parquet("c.parquet", DataTypes.LongType, List.of(RowFactory.create(png(12, 10, 1), 1L)));
        ImportRequest asked = request(table, "out");
        ImportRequest wrong = new ImportRequest(asked.source(), asked.out(), asked.size(), 3, 0, null, OnBad.SKIP, 1, "img", "label");
        assertThatThrownBy(() -> run(wrong)).isInstanceOf(InputException.class).hasMessageContaining("no column img; found image, label").hasMessageContaining("--image-column");
    }

    @Test
    void descriptionTellsCopiesAndCounts() throws IOException {
        Path pets = pets(5);
        Files.copy(pets.resolve("cat/image 0.png"), pets.resolve("cat/copy.png"));
        ImportRequest asked = request(pets, "out");
        run(new ImportRequest(asked.source(), asked.out(), asked.size(), 3, 0, null, OnBad.SKIP, 1, "image", "label"));
        DatasetDescription found = Datasets.describe(asked.out(), new Datasets.Options(null, 1, null), HADOOP, line -> { });
        assertThat(found.splits()).hasSize(1);
        assertThat(found.splits().get(0).copies()).isEqualTo(1);
        assertThat(found.splits().get(0).manifest().examplesPerClass()).containsEntry("cat", 6L);
        assertThat(found.splits().get(0).pixels().mean()).isEqualTo(found.normalization().mean());
    }

    @Test
    void damagedFileIsNamed() throws IOException {
        run(request(pets(5), "out"));
        Path file = folder.resolve("out/train-00000.bin");
        byte[] bytes = Files.readAllBytes(file);
        bytes[5]++;
        Files.write(file, bytes);
        // Hadoop's own checksum of local files would notice first; other file systems have none.
        Files.delete(folder.resolve("out/.train-00000.bin.crc"));
        assertThatThrownBy(() -> open("out")).isInstanceOf(InputException.class).hasMessageContaining("train-00000.bin").hasMessageContaining("dataset.json says");
    }
}
