package io.perennial.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.checksum.Sha256;
import io.perennial.errors.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetsTest {

    private static final Configuration HADOOP = new Configuration();
    private static final Datasets.Options OPTIONS = new Datasets.Options(null, 0.01, null);

    @TempDir
    Path folder;

    private static Dataset open(Object data, Datasets.Options options) {
        return Datasets.open(data.toString(), options, HADOOP, line -> { });
    }

    private static Dataset open(Object data) {
        return open(data, OPTIONS);
    }

    private static OpenedSplit openSplit(Object data, String split) {
        return Datasets.openSplit(data.toString(), split, OPTIONS, HADOOP, line -> { });
    }

    private static Datasets.Options withTest(Object test) {
        return new Datasets.Options(null, 0.01, test.toString());
    }

    private static void assertRefused(Runnable opening, String... words) {
        assertThatThrownBy(opening::run).isInstanceOf(InputException.class).satisfies(e -> {
            assertThat(e.getMessage()).contains(words);
            assertThat(e.getMessage()).doesNotContain("\n");
        });
    }

    @Test
    void folderInTheCifarLayoutIsOpened() {
        Dataset dataset = open(Records.folder(folder, 20, 30));
        assertThat(dataset.train().size()).isEqualTo(100);
        assertThat(dataset.test().size()).isEqualTo(30);
        assertThat(dataset.shape()).isEqualTo(new ImageShape(3, 32, 32));
        assertThat(dataset.classes()).hasSize(10).startsWith("airplane").endsWith("truck");
        assertThat(dataset.normalization().mean()).containsExactly(0.5f, 0.5f, 0.5f);
    }

    @Test
    void subFolderOfTheOfficialArchiveIsFound() {
        Records.folder(folder.resolve("cifar-10-batches-bin"), 20, 30);
        assertThat(open(folder).train().size()).isEqualTo(100);
    }

    @Test
    void fileSystemCanBeNamedByItsScheme() {
        Records.folder(folder, 20, 30);
        assertThat(open(folder.toUri()).train().size()).isEqualTo(100);
    }

    @Test
    void classNamesComeFromTheFileBesideTheRecords() throws IOException {
        Records.folder(folder, 20, 30);
        List<String> names = List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j");
        Files.write(folder.resolve("batches.meta.txt"), names);
        assertThat(open(folder).classes()).isEqualTo(names);
    }

    @Test
    void manifestHasChecksumsAndCountsAndIsPlainJson() throws IOException {
        Records.folder(folder, 20, 30);
        Dataset dataset = open(folder);
        JsonNode json = new ObjectMapper().valueToTree(dataset.manifest());
        assertThat(json.at("/name").asText()).isEqualTo(folder.toString());
        assertThat(json.at("/train/examples").asLong()).isEqualTo(100);
        assertThat(json.at("/train/examplesPerClass/truck").asLong()).isEqualTo(10);
        assertThat(json.at("/train/files")).hasSize(5);
        assertThat(json.at("/train/files/1/path").asText()).endsWith("data_batch_2.bin");
        assertThat(json.at("/train/files/1/bytes").asLong()).isEqualTo(20 * 3_073);
        assertThat(json.at("/train/files/1/sha256").asText()).isEqualTo(Sha256.hex(Files.readAllBytes(folder.resolve("data_batch_2.bin"))));
        assertThat(json.at("/train").has("drawn")).isFalse();
        assertThat(json.at("/testOverlap/count").asLong()).isZero();
        assertThat(new ObjectMapper().treeToValue(json, DatasetManifest.class)).isEqualTo(dataset.manifest());
    }

    @Test
    void singleFileIsOpenedWithItsTestSet() {
        Path train = Records.write(folder.resolve("mine.bin"), 40, 1);
        Path test = Records.write(folder.resolve("held-out.bin"), 10, 2);
        Dataset dataset = open(train, withTest(test));
        assertThat(dataset.train().size()).isEqualTo(40);
        assertThat(dataset.test().size()).isEqualTo(10);
    }

    @Test
    void singleFileWithoutTestSetIsRefusedForTraining() {
        Path train = Records.write(folder.resolve("mine.bin"), 40, 1);
        assertRefused(() -> open(train), "mine.bin", "without a test set", "name one with test");
    }

    @Test
    void missingTestFileIsNamed() {
        Path train = Records.write(folder.resolve("mine.bin"), 40, 1);
        assertRefused(() -> open(train, withTest(folder.resolve("gone.bin"))), "gone.bin", "no such file");
    }

    @Test
    void testSetForADatasetThatHasOneIsRefused() {
        assertRefused(() -> open("shapes10", withTest("x.bin")), "x.bin", "shapes10 has a test set of its own");
    }

    @Test
    void folderWithoutTestFileSaysWhichIsMissing() throws IOException {
        Records.folder(folder, 20, 30);
        Files.delete(folder.resolve("test_batch.bin"));
        assertRefused(() -> open(folder), folder.toString(), "test_batch.bin");
        assertThat(openSplit(folder, "train").split().size()).isEqualTo(100);
    }

    @Test
    void truncatedRecordIsNamed() {
        Records.folder(folder, 20, 30);
        Records.write(folder.resolve("data_batch_3.bin"), Arrays.copyOf(Records.of(8, 3, i -> 0), 7 * 3_073 + 11));
        assertRefused(() -> open(folder), "data_batch_3.bin: record 7 is truncated (found 11 of 3073 bytes)");
    }

    @Test
    void labelOutOfRangeIsNamed() {
        Records.folder(folder, 20, 30);
        Records.write(folder.resolve("data_batch_2.bin"), Records.of(20, 2, i -> i == 13 ? 200 : 1));
        assertRefused(() -> open(folder), "data_batch_2.bin", "record 13", "label 200", "0 to 9");
    }

    @Test
    void emptyFileIsNamed() {
        Records.folder(folder, 20, 30);
        Records.write(folder.resolve("data_batch_4.bin"), new byte[0]);
        assertRefused(() -> open(folder), "data_batch_4.bin", "empty");
    }

    @Test
    void folderWithoutRecordsIsRefused() {
        assertRefused(() -> open(folder), folder.toString(), "no data_batch_*.bin", "supported are");
    }

    @Test
    void missingPathIsNamed() {
        assertRefused(() -> open(folder.resolve("gone")), "gone", "no such file or folder", "supported are");
    }

    @Test
    void fileOfAnotherFormIsRefused() {
        Path file = Records.write(folder.resolve("data.csv"), new byte[] {1});
        assertRefused(() -> open(file), "data.csv", "not a file of images", ".bin");
    }

    @Test
    void unknownFileSystemIsNamed() {
        assertRefused(() -> open("nosuch://host/data"), "nosuch://host/data", "cannot be opened");
    }

    @Test
    void misspeltNameIsAnsweredWithTheNearest() {
        assertRefused(() -> open("cifar"), "\"cifar\"", "did you mean cifar10?", "supported are");
        assertRefused(() -> open("Shapes"), "did you mean shapes10?");
        assertThatThrownBy(() -> open("imagenet")).hasMessageContaining("\"imagenet\"").hasMessageNotContaining("did you mean");
        assertRefused(() -> open(" "), "no data set is named");
    }

    @Test
    void testImagesFoundInTheTrainingSetAreRefusedBeyondTheLimit() throws IOException {
        Records.folder(folder, 20, 30);
        byte[] test = Files.readAllBytes(folder.resolve("test_batch.bin"));
        byte[] train = Files.readAllBytes(folder.resolve("data_batch_5.bin"));
        System.arraycopy(train, 4 * 3_073, test, 9 * 3_073, 3 * 3_073);
        test[9 * 3_073] = (byte) ((test[9 * 3_073] + 1) % 10);      // Another label makes it no other image.
        Files.write(folder.resolve("test_batch.bin"), test);
        assertRefused(() -> open(folder), "3 of 30 test images (10.00%)", "allowed are 1.00%", "raise maxTestOverlap");
        Dataset allowed = open(folder, new Datasets.Options(null, 0.1, null));
        assertThat(allowed.manifest().testOverlap()).isEqualTo(new DatasetManifest.TestOverlap(3, 0.1));
    }

    @Test
    void limitOfOverlapMustBeAShare() {
        assertThatThrownBy(() -> new Datasets.Options(null, 1.5, null)).isInstanceOf(InputException.class).hasMessageContaining("1.5");
        assertThatThrownBy(() -> new Datasets.Options(null, Double.NaN, null)).isInstanceOf(InputException.class);
    }

    @Test
    void evaluationOpensOneSplitAlone() {
        Records.folder(folder, 20, 30);
        Records.write(folder.resolve("data_batch_1.bin"), new byte[17]);      // Not looked at.
        OpenedSplit test = openSplit(folder, "test");
        assertThat(test.split().size()).isEqualTo(30);
        assertThat(test.manifest().examples()).isEqualTo(30);
        assertThat(openSplit("shapes10", "test").split().size()).isEqualTo(2_000);
        assertRefused(() -> openSplit(folder, "valid"), "\"valid\"", "train or test");
    }

    @Test
    void evaluationOpensAllOfASingleFile() {
        Path file = Records.write(folder.resolve("mine.bin"), 40, 1);
        assertThat(openSplit(file, "test").split().size()).isEqualTo(40);
    }

    @Test
    void shapesAreOpenedWithoutAnyFile() {
        Dataset shapes = open("shapes10");
        assertThat(shapes.train().size()).isEqualTo(8_000);
        assertThat(shapes.test().size()).isEqualTo(2_000);
        assertThat(shapes.manifest().testOverlap().count()).isZero();
        assertThat(shapes.manifest().train().drawn().generator()).isEqualTo("shapes10");
        assertThat(shapes.manifest().train().drawn().sha256()).hasSize(64);
        assertThat(shapes.manifest().train().examplesPerClass().values()).containsOnly(800L);
        assertThat(shapes.manifest().test().examplesPerClass().values()).containsOnly(200L);
    }
}
