package io.perennial.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Training with the shipped jar on separate executor JVMs, whatever dies: always the parameters of the undisturbed run in one JVM.
 */
class TrainingOnClusterIT {

    private static final Duration LIMIT = Duration.ofSeconds(240);
    /** Sixteen rounds of a quarter of a second or so; a checkpoint every two. */
    private static final List<String> JOB = List.of("train", "--set", "batchSize=32", "--set", "epochs=5.12", "--set", "localSteps=40",
            "--set", "checkpointEvery=2", "--set", "evaluateEvery=8");

    @TempDir
    static Path directory;

    private static StandaloneCluster cluster;
    private static String undisturbed;

    @BeforeAll
    static void start() throws IOException {
        Path run = directory.resolve("undisturbed");
        try (PerennialProcess job = local(run).start(directory.resolve("logs"))) {
            job.expect(0, LIMIT);
        }
        undisturbed = result(run).path("parametersSha256").textValue();
        cluster = StandaloneCluster.start(directory.resolve("cluster"), 2, 1, 2048);
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void theQuickstartPassesNinetyPercent() throws IOException {
        Path run = directory.resolve("quickstart");
        try (PerennialProcess job = PerennialProcess.perennial("train", "--set", "output=" + run).start(directory.resolve("logs"))) {
            job.expect(0, LIMIT);
        }
        assertThat(result(run).path("test").path("accuracy").doubleValue()).isGreaterThan(0.9);
    }

    @Test
    void speculativeTasksChangeNothing() throws IOException {
        Path run = directory.resolve("speculation");
        Path events = Files.createDirectories(directory.resolve("events"));
        // A third slot, so that there is room for a copy of either task, and on another host: Spark never makes a copy on the same one.
        assumeThat(System.getProperty("os.name")).as("a system on which all of 127.0.0.0/8 is this machine").isEqualTo("Linux");
        int third = cluster.addWorker("127.0.0.2", 1, 2048);
        try (PerennialProcess job = job(run).submit("--master", cluster.masterUrl(), "--executor-memory", "1g", "--total-executor-cores", "3",
                "--conf", "spark.eventLog.enabled=true", "--conf", "spark.eventLog.dir=" + events.toUri(), "--conf", "spark.speculation=true", "--conf", "spark.speculation.interval=10ms",
                "--conf", "spark.speculation.multiplier=1.0", "--conf", "spark.speculation.quantile=0.1",
                "--conf", "spark.speculation.minTaskRuntime=0ms", "--conf", "spark.speculation.efficiency.enabled=false",
                "--conf", "spark.locality.wait=0")
                .start(directory.resolve("logs"))) {
            job.expect(0, LIMIT);
        } finally {
            cluster.killWorker(third);
        }
        assertThat(result(run).path("parametersSha256").textValue()).isEqualTo(undisturbed);
        try (Stream<Path> logs = Files.walk(events)) {
            assertThat(logs.filter(Files::isRegularFile).anyMatch(TrainingOnClusterIT::tellsOfASpeculativeTask))
                    .as("a speculative task in the event log").isTrue();
        }
    }

    @Test
    void textsGiveTheParametersOfOneJvmOnTwoExecutors() throws IOException {
        Path data = Files.createDirectories(directory.resolve("weather"));
        for (String split : List.of("train", "test")) {
            StringBuilder rows = new StringBuilder("id\tgroup\tdate\tlabel\ttext\n");
            for (int i = 0; i < 60; i++) {
                String label = List.of("sunny", "rainy", "风").get(i % 3);
                rows.append(i).append("\tg\t\t").append(label).append('\t').append(split).append(i).append(' ').append(label).append(" day\n");
            }
            Files.writeString(data.resolve(split + ".tsv"), rows);
        }
        List<String> job = List.of("train", "--set", "data=" + data, "--set", "model=textcnn", "--set", "text.length=6", "--set", "batchSize=8",
                "--set", "epochs=3", "--set", "localSteps=3", "--set", "evaluateEvery=0");
        Path one = directory.resolve("texts in one JVM");
        Path two = directory.resolve("texts on two executors");
        try (PerennialProcess run = PerennialProcess.perennial(with(job, "output=" + one, "master=local[1]")).start(directory.resolve("logs"))) {
            run.expect(0, LIMIT);
        }
        try (PerennialProcess run = PerennialProcess.perennial(with(job, "output=" + two))
                .submit("--master", cluster.masterUrl(), "--executor-memory", "1g", "--total-executor-cores", "2").start(directory.resolve("logs"))) {
            run.expect(0, LIMIT);
        }
        assertThat(result(two).path("parametersSha256").textValue()).isEqualTo(result(one).path("parametersSha256").textValue()).isNotEmpty();
    }

    private static String[] with(List<String> job, String... settings) {
        return Stream.concat(job.stream(), Arrays.stream(settings).flatMap(setting -> Stream.of("--set", setting))).toArray(String[]::new);
    }

    @Test
    void theEnvironmentsThreadsChangeNothing() throws IOException {
        Path one = directory.resolve("one thread");
        Path two = directory.resolve("two threads");
        for (Path run : List.of(one, two)) {
            try (PerennialProcess job = local(run, "--set", "epochs=0.5", "--set", "inner.clipNorm=0.5")
                    .env("OMP_NUM_THREADS", run.equals(one) ? "1" : "2").start(directory.resolve("logs"))) {
                job.expect(0, LIMIT);
            }
        }
        assertThat(result(two).path("parametersSha256")).isEqualTo(result(one).path("parametersSha256"));
    }

    @Test
    void aDriverKilledAtAnyTimeCanBeStartedAgain() throws IOException {
        Path run = directory.resolve("any time");
        Random random = new Random(7);
        for (int kill = 0; kill < 3; kill++) {
            try (PerennialProcess job = local(run, "--set", "epochs=0.5", "--resume", "auto").start(directory.resolve("logs"))) {
                job.killAfter(Duration.ofMillis(2500 + random.nextInt(4000)));
            }
        }
        try (PerennialProcess job = local(run, "--set", "epochs=0.5", "--resume", "auto").start(directory.resolve("logs"))) {
            job.expect(0, LIMIT);
        }
        Path whole = directory.resolve("in one go");
        try (PerennialProcess job = local(whole, "--set", "epochs=0.5").start(directory.resolve("logs"))) {
            job.expect(0, LIMIT);
        }
        assertThat(result(run).path("parametersSha256")).isEqualTo(result(whole).path("parametersSha256"));
    }

    @Test
    void executorsKilledInTheMiddleAreReportedAndReplacedAndNothingChanges() throws IOException {
        Path run = directory.resolve("executors");
        // In slices the deltas are on the executors too.
        try (PerennialProcess job = onCluster(run, "--set", "aggregation=slices").start(directory.resolve("logs"))) {
            String application = cluster.awaitApplication(LIMIT);
            job.awaitFile(run.resolve("checkpoints/round-000002/checkpoint.json"), LIMIT);
            cluster.killExecutor(application);
            awaitCheckpointAfter(job, run, 6);
            cluster.awaitExecutors(application, 2, LIMIT);
            cluster.killExecutor(application);
            job.expect(0, LIMIT);
            assertThat(job.stderr()).contains("lost").contains("spreading them again");
        }
        assertThat(result(run).path("parametersSha256").textValue()).isEqualTo(undisturbed);
    }

    @Test
    void aDriverKilledAtRandomPointsResumesToTheSameParameters() throws IOException {
        Path run = directory.resolve("driver");
        Random random = new Random(20);
        List<Integer> killedAfter = new ArrayList<>();
        for (int kill = 0; kill < 2; kill++) {
            try (PerennialProcess job = local(run, "--resume", "auto").start(directory.resolve("logs"))) {
                int after = newestCheckpoint(run) + 2 + 2 * random.nextInt(2);
                // The directory is there before its manifest: the kill falls into the writing of a checkpoint, or shortly after.
                job.awaitFile(run.resolve(String.format("checkpoints/round-%06d", after)), LIMIT);
                job.kill();
                killedAfter.add(newestCheckpoint(run));
            }
        }
        try (PerennialProcess job = local(run, "--resume", "auto").start(directory.resolve("logs"))) {
            job.expect(0, LIMIT);
        }
        assertThat(killedAfter).doesNotContain(16);
        assertThat(result(run).path("parametersSha256").textValue()).as("killed after %s", killedAfter).isEqualTo(undisturbed);
        assertThat(result(run).path("resumedFrom").isNumber()).isTrue();
        assertThat(Files.readAllLines(run.resolve("metrics.jsonl"))).hasSize(16);
    }

    @Test
    void sigtermWritesACheckpointAndEndsWith143AndTheRestGivesTheParametersOfOneJvm() throws IOException {
        Path run = directory.resolve("sigterm");
        try (PerennialProcess job = onCluster(run).start(directory.resolve("logs"))) {
            job.awaitFile(run.resolve("checkpoints/round-000004/checkpoint.json"), LIMIT);
            job.terminate();
            job.expect(143, LIMIT);
        }
        assertThat(result(run).path("status").textValue()).isEqualTo("stopped");
        int stopped = result(run).path("rounds").intValue();
        assertThat(newestCheckpoint(run)).isEqualTo(stopped).isBetween(4, 15);
        try (PerennialProcess job = onCluster(run, "--resume", "auto").start(directory.resolve("logs"))) {
            job.expect(0, LIMIT);
        }
        assertThat(result(run).path("resumedFrom").intValue()).isEqualTo(stopped);
        assertThat(result(run).path("parametersSha256").textValue()).isEqualTo(undisturbed);
    }

    @Test
    void aRunThatAnotherProcessHoldsIsRefused() throws IOException {
        Path run = directory.resolve("held");
        try (PerennialProcess holder = local(run).start(directory.resolve("logs"))) {
            holder.awaitFile(run.resolve("checkpoints/round-000002/checkpoint.json"), LIMIT);
            try (PerennialProcess second = local(run, "--resume", "auto").start(directory.resolve("logs"))) {
                second.expect(4, LIMIT);
                assertThat(second.stderr()).contains("process " + holder.pid());
            }
            holder.expect(0, LIMIT);
        }
        assertThat(result(run).path("parametersSha256").textValue()).isEqualTo(undisturbed);
    }

    @Test
    void cifar10ReachesHalfOnTheClusterAndInOneJvmWithTheSameParameters() throws IOException {
        String data = System.getenv("PERENNIAL_DATA");
        boolean there = data != null && Files.exists(Path.of(data, "cifar10", "data_batch_1.bin"));
        if (!there) {
            System.err.println("SKIPPED: the real CIFAR-10 is not under PERENNIAL_DATA (" + data + ")");
        }
        assumeThat(there).as("CIFAR-10 under PERENNIAL_DATA").isTrue();
        String job = repository().resolve("conf/cifar10-lenet.yaml").toString();
        Path cluster = directory.resolve("cifar-cluster");
        Path local = directory.resolve("cifar-local");
        try (PerennialProcess run = PerennialProcess.perennial("train", job, "--set", "output=" + cluster)
                .submit("--master", TrainingOnClusterIT.cluster.masterUrl(), "--executor-memory", "1g", "--total-executor-cores", "2").start(directory.resolve("logs"))) {
            run.expect(0, Duration.ofMinutes(6));
        }
        try (PerennialProcess run = PerennialProcess.perennial("train", job, "--set", "output=" + local, "--set", "master=local[2]")
                .start(directory.resolve("logs"))) {
            run.expect(0, Duration.ofMinutes(6));
        }
        assertThat(result(cluster).path("test").path("accuracy").doubleValue()).isGreaterThanOrEqualTo(0.5);
        assertThat(result(cluster).path("parametersSha256")).isEqualTo(result(local).path("parametersSha256"));
    }

    private static PerennialProcess.Builder local(Path run, String... more) {
        return job(run, Stream.concat(Stream.of("--set", "master=local[2]"), Arrays.stream(more)).toArray(String[]::new));
    }

    private static PerennialProcess.Builder onCluster(Path run, String... more) {
        return job(run, more).submit("--master", cluster.masterUrl(), "--executor-memory", "1g", "--total-executor-cores", "2");
    }

    private static PerennialProcess.Builder job(Path run, String... more) {
        List<String> arguments = new ArrayList<>(JOB);
        arguments.addAll(List.of("--set", "output=" + run));
        arguments.addAll(List.of(more));
        return PerennialProcess.perennial(arguments.toArray(String[]::new));
    }

    private static boolean tellsOfASpeculativeTask(Path log) {
        try {
            return Files.readString(log).contains("\"Speculative\":true");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitCheckpointAfter(PerennialProcess job, Path run, int round) {
        Deadline.await("a checkpoint after round " + round, LIMIT, () -> {
            int newest = newestCheckpoint(run);
            return newest >= round ? Optional.of(newest) : Optional.empty();
        }, job::stderr);
    }

    /** Round of the newest checkpoint that has its manifest; 0 without one. */
    private static int newestCheckpoint(Path run) {
        try (Stream<Path> rounds = Files.list(run.resolve("checkpoints"))) {
            return rounds.filter(round -> Files.exists(round.resolve("checkpoint.json")))
                    .mapToInt(round -> Integer.parseInt(round.getFileName().toString().substring("round-".length()))).max().orElse(0);
        } catch (IOException none) {
            return 0;
        }
    }

    private static JsonNode result(Path run) throws IOException {
        return new ObjectMapper().readTree(run.resolve("result.json").toFile());
    }

    private static Path repository() {
        return SparkDistribution.ofThisBuild().launcher().getParent().getParent();
    }
}
