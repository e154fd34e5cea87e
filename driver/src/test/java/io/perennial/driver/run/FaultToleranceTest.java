package io.perennial.driver.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.driver.job.Job;
import io.perennial.driver.storage.CheckpointStore;
import io.perennial.driver.storage.RunDirectory;
import io.perennial.driver.storage.RunHeldException;
import io.perennial.errors.InputException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run withstands inside one JVM; separate executors and killed processes are in the integration tests of jobs. */
class FaultToleranceTest {

    /** Three epochs' worth of rounds of the small job, checkpoints every four. */
    private static final String[] SETTINGS = {"checkpointEvery=4", "keep=2", "evaluateEvery=6"};

    private static JavaSparkContext spark;
    private static String undisturbed;

    @TempDir
    static Path directory;

    @BeforeAll
    static void start() {
        spark = LocalSpark.start(LocalSpark.conf("local[2]").set("spark.task.maxFailures", "4"));
        undisturbed = Runs.run(spark, job("undisturbed")).parametersSha256();
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    @Test
    void blocksDroppedInTheMiddleAreComputedAgain() {
        RunListener dropper = new RunListener() {
            @Override
            public void roundDone(RoundReport round) {
                if (round.round() % 3 == 0) {
                    spark.getPersistentRDDs().keySet().forEach(id -> SparkEnv.get().blockManager().master().removeRdd(id, true));
                }
            }
        };

        assertThat(run("dropped", new Resume.Fresh(), dropper, new StopSignal()).parametersSha256()).isEqualTo(undisturbed);
    }

    @Test
    void twoRunsAtOnceInOneContextDoNotMeet() {
        CompletableFuture<RunResult> other = CompletableFuture.supplyAsync(() ->
                Runs.run(spark, Runs.job(directory.resolve("beside"), "localSteps=3", "seed=9")));
        RunResult one = run("together", new Resume.Fresh(), new RunListener() { }, new StopSignal());

        assertThat(one.parametersSha256()).isEqualTo(undisturbed);
        assertThat(other.join().parametersSha256())
                .isEqualTo(Runs.run(spark, Runs.job(directory.resolve("alone"), "localSteps=3", "seed=9")).parametersSha256());
    }

    @Test
    void aStopWritesACheckpointAndAResumeEndsInTheSameParameters() {
        for (int stopAt : new int[] {1, 6, 11}) {
            String name = "stopped-" + stopAt;
            StopSignal stop = new StopSignal();
            RunResult stopped = run(name, new Resume.Auto(), stopAt(stopAt, stop), stop);
            assertThat(stopped.status()).isEqualTo(RunResult.Status.STOPPED);
            assertThat(stopped.rounds()).isEqualTo(stopAt);

            RunResult resumed = run(name, new Resume.Auto(), new RunListener() { }, new StopSignal());
            assertThat(resumed.resumedFrom()).isEqualTo(stopAt);
            assertThat(resumed.parametersSha256()).isEqualTo(undisturbed);
        }
    }

    @Test
    void metricsHaveOneLineARoundAfterAResume() throws IOException {
        StopSignal stop = new StopSignal();
        run("lines", new Resume.Fresh(), stopAt(5, stop), stop);
        run("lines", new Resume.Auto(), new RunListener() { }, new StopSignal());

        List<String> lines = Files.readAllLines(directory.resolve("lines/metrics.jsonl"));
        assertThat(lines).hasSize(12);
        for (int i = 0; i < lines.size(); i++) {
            assertThat(lines.get(i)).startsWith("{\"round\":" + (i + 1) + ",");
        }
    }

    @Test
    void aDamagedCheckpointIsNamedAndTheOneBeforeItUsed() throws IOException {
        StopSignal stop = new StopSignal();
        run("damaged", new Resume.Fresh(), stopAt(7, stop), stop);
        flipABit(fileOf("damaged/checkpoints/round-000007", "replica-000001"));
        List<String> warnings = new ArrayList<>();

        RunResult resumed = run("damaged", new Resume.Auto(), collecting(warnings), new StopSignal());

        assertThat(warnings).anySatisfy(line -> assertThat(line).contains("round 7").contains("replica-000001"));
        assertThat(resumed.resumedFrom()).isEqualTo(4);
        assertThat(resumed.parametersSha256()).isEqualTo(undisturbed);
    }

    @Test
    void aCheckpointWithAMissingFileIsNamedAndTheOneBeforeItUsed() throws IOException {
        StopSignal stop = new StopSignal();
        run("missing", new Resume.Fresh(), stopAt(7, stop), stop);
        Files.delete(directory.resolve("missing/checkpoints/round-000007/parameters.bin"));
        List<String> warnings = new ArrayList<>();

        assertThat(run("missing", new Resume.Auto(), collecting(warnings), new StopSignal()).parametersSha256()).isEqualTo(undisturbed);
        assertThat(warnings).anySatisfy(line -> assertThat(line).contains("parameters.bin is missing"));
    }

    @Test
    void aDamagedManifestIsNoticed() throws IOException {
        StopSignal stop = new StopSignal();
        run("manifest", new Resume.Fresh(), stopAt(7, stop), stop);
        Path manifest = directory.resolve("manifest/checkpoints/round-000007/checkpoint.json");
        Files.writeString(manifest, Files.readString(manifest).replace("\"step\" : 35", "\"step\" : 36"));
        Files.deleteIfExists(manifest.resolveSibling(".checkpoint.json.crc"));
        List<String> warnings = new ArrayList<>();

        assertThat(run("manifest", new Resume.Auto(), collecting(warnings), new StopSignal()).resumedFrom()).isEqualTo(4);
        assertThat(warnings).anySatisfy(line -> assertThat(line).contains("checkpoint.json does not have the checksum it carries"));
    }

    @Test
    void everyFileOfACheckpointIsMissedAndItsDamageNoticed() throws IOException {
        StopSignal stop = new StopSignal();
        run("files", new Resume.Fresh(), stopAt(7, stop), stop);
        Path checkpoint = directory.resolve("files/checkpoints/round-000007");
        List<Path> files;
        try (Stream<Path> all = Files.list(checkpoint)) {
            files = all.filter(file -> !file.getFileName().toString().startsWith(".")).sorted().toList();
        }
        assertThat(files).hasSize(7);
        CheckpointStore store = new CheckpointStore(RunDirectory.of(directory.resolve("files").toString(), new Configuration()));
        for (Path file : files) {
            byte[] whole = Files.readAllBytes(file);
            byte[] crc = Files.readAllBytes(file.resolveSibling("." + file.getFileName() + ".crc"));
            Files.delete(file);
            assertThat(newest(store)).as("without %s", file.getFileName()).isEqualTo(4);
            Files.write(file, whole);
            if (whole.length > 0) {
                whole[whole.length / 2] ^= 1;
                Files.write(file, whole);
                assertThat(newest(store)).as("a bit flipped in %s, noticed by Hadoop", file.getFileName()).isEqualTo(4);
                Files.delete(file.resolveSibling("." + file.getFileName() + ".crc"));
                assertThat(newest(store)).as("a bit flipped in %s", file.getFileName()).isEqualTo(4);
                whole[whole.length / 2] ^= 1;
                Files.write(file, whole);
                Files.write(file.resolveSibling("." + file.getFileName() + ".crc"), crc);
            }
        }
        assertThat(newest(store)).isEqualTo(7);
    }

    @Test
    void whereAllCheckpointsAreDamagedTheRunStartsAnewAndIsNotDisturbedByThem() throws IOException {
        StopSignal stop = new StopSignal();
        run("all-damaged", new Resume.Fresh(), stopAt(11, stop), stop);
        for (String round : new String[] {"round-000004", "round-000008", "round-000011"}) {
            Files.delete(directory.resolve("all-damaged/checkpoints").resolve(round).resolve("parameters.bin"));
        }
        List<String> warnings = new ArrayList<>();

        RunResult result = run("all-damaged", new Resume.Auto(), collecting(warnings), new StopSignal());

        assertThat(result.resumedFrom()).isNull();
        assertThat(result.parametersSha256()).isEqualTo(undisturbed);
        assertThat(warnings).anySatisfy(line -> assertThat(line).contains("starts from the beginning"));
    }

    @Test
    void aDriverThatWasThoughtDeadWritesNothingMore() throws IOException {
        RunListener usurper = new RunListener() {
            @Override
            public void roundDone(RoundReport round) {
                if (round.round() == 6) {
                    write(directory.resolve("usurped/attempts/000002.json"), "{\"number\":2,\"token\":\"other\",\"host\":\"elsewhere\",\"pid\":1}");
                }
            }
        };
        assertThatThrownBy(() -> run("usurped", new Resume.Fresh(), usurper, new StopSignal())).isInstanceOf(RunFailedException.class)
                .hasMessageContaining("taken this run over");

        assertThat(directory.resolve("usurped/result.json")).doesNotExist();
        assertThat(directory.resolve("usurped/checkpoints/round-000004/checkpoint.json")).exists();
        assertThat(directory.resolve("usurped/checkpoints/round-000008")).doesNotExist();
    }

    @Test
    void aRunThatIsAtWorkInThisProcessIsHeld() {
        List<Throwable> refused = new ArrayList<>();
        RunListener second = new RunListener() {
            @Override
            public void roundDone(RoundReport round) {
                if (round.round() == 2) {
                    try {
                        run("at-work", new Resume.Auto(), new RunListener() { }, new StopSignal());
                    } catch (RunHeldException e) {
                        refused.add(e);
                    }
                }
            }
        };
        assertThat(run("at-work", new Resume.Fresh(), second, new StopSignal()).parametersSha256()).isEqualTo(undisturbed);
        assertThat(refused).hasSize(1);
    }

    @Test
    void aProcessKilledWhileItStartedLeavesARunThatCanBeStarted() throws IOException {
        Path run = directory.resolve("starting");
        write(run.resolve(".job.yaml.writing"), "half");
        write(run.resolve("attempts/000001.json"), "");
        Files.move(run.resolve("attempts"), directory.resolve("set-aside"));
        assertThat(run("starting", new Resume.Auto(), new RunListener() { }, new StopSignal()).parametersSha256()).isEqualTo(undisturbed);

        Path begun = directory.resolve("begun");
        write(begun.resolve("job.yaml"), job("begun").toYaml());
        write(begun.resolve("attempts/000001.json"), "");
        assertThat(run("begun", new Resume.Auto(), new RunListener() { }, new StopSignal()).parametersSha256()).isEqualTo(undisturbed);
    }

    @Test
    void aStopBeforeTheFirstRoundLeavesACheckpointToStartFrom() {
        StopSignal stop = new StopSignal();
        stop.request("test");
        assertThat(run("early", new Resume.Auto(), new RunListener() { }, stop).status()).isEqualTo(RunResult.Status.STOPPED);

        assertThat(run("early", new Resume.Auto(), new RunListener() { }, new StopSignal()).parametersSha256()).isEqualTo(undisturbed);
    }

    @Test
    void aHostsJobLabelsAreGivenBack() {
        spark.setJobGroup("paragraph-7", "a notebook's");
        try {
            run("labels", new Resume.Fresh(), new RunListener() { }, new StopSignal());
            assertThat(spark.getLocalProperty("spark.jobGroup.id")).isEqualTo("paragraph-7");
        } finally {
            spark.clearJobGroup();
        }
    }

    @Test
    void aHostsCancelStopsTheRunWithACheckpoint() {
        Job withRoundsOnly = Runs.job(directory.resolve("cancelled"));
        spark.setJobGroup("paragraph-8", "a notebook's");
        try {
            RunResult cancelled;
            AtomicBoolean pressed = new AtomicBoolean();
            // As the cancel button: from another thread, once a round, as a round may be over before the press arrives.
            SparkListener button = new SparkListener() {
                @Override
                public void onTaskStart(SparkListenerTaskStart task) {
                    if (pressed.compareAndSet(true, false)) {
                        spark.cancelJobGroup("paragraph-8");
                    }
                }
            };
            RunListener presser = new RunListener() {
                @Override
                public void roundDone(RoundReport round) {
                    pressed.set(round.round() >= 3);
                }
            };
            spark.sc().addSparkListener(button);
            try {
                cancelled = Runs.run(spark, withRoundsOnly, new Resume.Fresh(), presser, new StopSignal());
            } finally {
                spark.sc().removeSparkListener(button);
            }

            assertThat(cancelled.status()).isEqualTo(RunResult.Status.STOPPED);
            assertThat(cancelled.rounds()).isGreaterThanOrEqualTo(3).isLessThan(12);
        } finally {
            spark.clearJobGroup();
        }
        assertThat(Runs.run(spark, withRoundsOnly, new Resume.Auto(), new RunListener() { }, new StopSignal()).parametersSha256()).isEqualTo(undisturbed);
    }

    @Test
    void oldCheckpointsGoAndTheNewestStay() throws IOException {
        run("kept", new Resume.Fresh(), new RunListener() { }, new StopSignal());

        try (Stream<Path> kept = Files.list(directory.resolve("kept/checkpoints"))) {
            assertThat(kept.map(path -> path.getFileName().toString()).sorted()).containsExactly("round-000008", "round-000012");
        }
    }

    @Test
    void aResumeWithAChangedJobIsRefused() {
        StopSignal stop = new StopSignal();
        run("changed", new Resume.Fresh(), stopAt(2, stop), stop);

        assertThatThrownBy(() -> Runs.run(spark, Runs.job(directory.resolve("changed"), "localSteps=7"), new Resume.Auto(),
                new RunListener() { }, new StopSignal())).isInstanceOf(InputException.class).hasMessageContaining("localSteps: 7 here, 5");
    }

    @Test
    void anExistingRunIsNotOverwritten() {
        run("existing", new Resume.Fresh(), new RunListener() { }, new StopSignal());

        assertThatThrownBy(() -> run("existing", new Resume.Fresh(), new RunListener() { }, new StopSignal()))
                .isInstanceOf(InputException.class).hasMessageContaining("exists and is not empty");
    }

    @Test
    void aFinishedRunHasNothingLeftToDo() {
        RunResult first = run("finished", new Resume.Fresh(), new RunListener() { }, new StopSignal());
        RunResult again = run("finished", new Resume.Auto(), new RunListener() { }, new StopSignal());

        assertThat(again.parametersSha256()).isEqualTo(first.parametersSha256());
        assertThat(again.test().accuracy()).isEqualTo(first.test().accuracy());
    }

    @Test
    void divergenceStopsAndKeepsTheLastGoodCheckpoint() throws IOException {
        RunResult result = Runs.run(spark, Runs.job(directory.resolve("diverged"), "inner.learningRate=50", "inner.optimizer=sgd", "checkpointEvery=1"));

        assertThat(result.status()).isEqualTo(RunResult.Status.DIVERGED);
        assertThat(result.message()).contains("diverged in round").contains("inner.learningRate");
        assertThat(Files.readString(directory.resolve("diverged/result.json"))).contains("\"diverged\"");
        assertThat(directory.resolve(String.format("diverged/checkpoints/round-%06d/checkpoint.json", result.rounds()))).exists();
    }

    private static Job job(String name) {
        return Runs.job(directory.resolve(name), SETTINGS);
    }

    private static RunResult run(String name, Resume resume, RunListener listener, StopSignal stop) {
        return Runs.run(spark, job(name), resume, listener, stop);
    }

    private static RunListener stopAt(int round, StopSignal stop) {
        return new RunListener() {
            @Override
            public void roundDone(RoundReport report) {
                if (report.round() == round) {
                    stop.request("test");
                }
            }
        };
    }

    private static RunListener collecting(List<String> warnings) {
        return new RunListener() {
            @Override
            public void warning(String message) {
                warnings.add(message);
            }
        };
    }

    private static int newest(CheckpointStore store) throws IOException {
        return store.newestWhole(line -> { }).orElseThrow().manifest().round();
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path fileOf(String folder, String prefix) throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve(folder))) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix)).min(Comparator.naturalOrder()).orElseThrow();
        }
    }

    private static void flipABit(Path file) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(open.length() / 2);
            int was = open.read();
            open.seek(open.length() / 2);
            open.write(was ^ 1);
        }
        // Hadoop's own checksum of local files would notice too; this is about ours, which every file system has.
        Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
    }
}
