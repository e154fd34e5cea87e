package io.perennial.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.driver.job.JobFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user may get wrong, through the real command: exit code 2, one line that names it, nothing written. */
class BadInputTest {

    private static final int RECORD = 3073;

    @TempDir
    Path directory;

    @Test
    void anUnknownKeyNamesTheNearestOne() throws IOException {
        refused("localSteps", "--set", "localStep=5");
    }

    @Test
    void aWrongTypeNamesTheExpectedOne() throws IOException {
        refused("whole number", "--set", "workers=two");
    }

    @Test
    void noLocalStepsAtAllIsRefused() throws IOException {
        refused("at least 1", "--set", "localSteps=0");
    }

    @Test
    void missingDataSaysWhatIsSupported() throws IOException {
        refused("shapes10", "--set", "data=shapes11");
        refused("nowhere", "--set", "data=" + directory.resolve("nowhere"));
    }

    @Test
    void aTruncatedRecordNamesFileAndRecord() throws IOException {
        Path train = data("train.bin", 4, 100);
        refused("record 4", "--set", "data=" + train, "--set", "test=" + data("test.bin", 4, 0));
    }

    @Test
    void aLabelOutOfRangeNamesFileAndRecord() throws IOException {
        Path train = data("labels.bin", 4, 0);
        byte[] bytes = Files.readAllBytes(train);
        bytes[2 * RECORD] = 10;
        Files.write(train, bytes);
        refused("record 2", "--set", "data=" + train, "--set", "test=" + data("test.bin", 4, 0));
    }

    @Test
    void aTestSetTakenFromTheTrainingSetIsRefused() throws IOException {
        Path train = data("same.bin", 8, 0);
        refused("maxTestOverlap", "--set", "data=" + train, "--set", "test=" + train);
    }

    @Test
    void moreWorkersThanExamplesAreRefused() throws IOException {
        refused("4", "--set", "data=" + data("few.bin", 4, 0), "--set", "test=" + other("other.bin"), "--set", "workers=9");
    }

    @Test
    void anUnwritableOutputSaysSo() throws IOException {
        Path file = Files.writeString(directory.resolve("a-file"), "x");
        refusedAt(file.resolve("run"), "output", List.of());
        assertThat(Files.readString(file)).isEqualTo("x");
    }

    @Test
    void anExistingRunDirectoryIsLeftAlone() throws IOException {
        Path run = Files.createDirectories(directory.resolve("existing"));
        Files.writeString(run.resolve("job.yaml"), "precious");
        refusedAt(run, "--resume", List.of());
        assertThat(Files.readString(run.resolve("job.yaml"))).isEqualTo("precious");
    }

    @Test
    void aResumeWithAChangedJobSaysWhatChanged() throws IOException {
        Path run = Files.createDirectories(directory.resolve("changed"));
        Files.writeString(run.resolve("job.yaml"), JobFile.parse("{}", "x", List.of("output=" + run, "batchSize=8")).toYaml());
        refusedAt(run, "batchSize", List.of("--resume", "auto"));
        assertThat(run).isDirectoryNotContaining(path -> !path.getFileName().toString().equals("job.yaml"));
    }

    @Test
    void aResumeOfNothingSaysSo() throws IOException {
        StringWriter err = new StringWriter();
        int code = Main.run(new String[] {"train", "--resume", directory.resolve("none").toString()}, new PrintWriter(new StringWriter()), new PrintWriter(err));
        assertThat(code).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(1);
    }

    @Test
    void aModelThatIsNoConfigurationSaysSo() throws IOException {
        refused("confs", "--set", "model=" + Files.writeString(directory.resolve("model.json"), "{}"));
        refused("lenet", "--set", "model=lenett");
    }

    private void refused(String named, String... arguments) throws IOException {
        Path run = directory.resolve("run");
        refusedAt(run, named, List.of(arguments));
        assertThat(run).doesNotExist();
    }

    private static void refusedAt(Path run, String named, List<String> arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> all = new ArrayList<>(List.of("train", "--set", "output=" + run));
        all.addAll(arguments);
        int code = Main.run(all.toArray(String[]::new), new PrintWriter(out), new PrintWriter(err));
        assertThat(code).as(err.toString()).isEqualTo(2);
        assertThat(err.toString().lines()).as(err.toString()).hasSize(1);
        assertThat(err.toString()).startsWith("perennial: ").contains(named);
        assertThat(out.toString()).isEmpty();
    }

    /** Records of different grey images with labels 0, 1, 2, ..., and some bytes of another one. */
    private Path data(String name, int records, int rest) throws IOException {
        byte[] bytes = new byte[records * RECORD + rest];
        for (int record = 0; record < records; record++) {
            bytes[record * RECORD] = (byte) (record % 10);
            java.util.Arrays.fill(bytes, record * RECORD + 1, (record + 1) * RECORD, (byte) (20 * record));
        }
        return Files.write(directory.resolve(name), bytes);
    }

    private Path other(String name) throws IOException {
        byte[] bytes = new byte[RECORD];
        java.util.Arrays.fill(bytes, 1, RECORD, (byte) 7);
        return Files.write(directory.resolve(name), bytes);
    }
}
