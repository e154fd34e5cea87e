package io.perennial.jobs.cluster;

import static io.perennial.jobs.cluster.TrainingJob.job;
import static io.perennial.jobs.cluster.TrainingJob.local;
import static io.perennial.jobs.cluster.TrainingJob.newestCheckpoint;
import static io.perennial.jobs.cluster.TrainingJob.parameters;
import static io.perennial.jobs.cluster.TrainingJob.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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
        undisturbed = parameters(run);
        cluster = StandaloneCluster.start(directory.resolve("cluster"), 2, 1, 2048, PerennialProcess.shortLived());
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
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
        assertThat(parameters(run)).isEqualTo(undisturbed);
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
        assertThat(parameters(two)).isEqualTo(parameters(one)).isNotEmpty();
    }

    private static String[] with(List<String> job, String... settings) {
        return Stream.concat(job.stream(), Arrays.stream(settings).flatMap(setting -> Stream.of("--set", setting))).toArray(String[]::new);
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
        assertThat(parameters(run)).isEqualTo(undisturbed);
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
        assertThat(newestCheckpoint(run)).isEqualTo(stopped).isBetween(4, TrainingJob.ROUNDS - 1);
        try (PerennialProcess job = onCluster(run, "--resume", "auto").start(directory.resolve("logs"))) {
            job.expect(0, LIMIT);
        }
        assertThat(result(run).path("resumedFrom").intValue()).isEqualTo(stopped);
        assertThat(parameters(run)).isEqualTo(undisturbed);
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
        try (PerennialProcess run = PerennialProcess.perennial("train", job, "--set", "epochs=1", "--set", "output=" + cluster)
                .submit("--master", TrainingOnClusterIT.cluster.masterUrl(), "--executor-memory", "1g", "--total-executor-cores", "2").start(directory.resolve("logs"))) {
            run.expect(0, Duration.ofMinutes(6));
        }
        try (PerennialProcess run = PerennialProcess.perennial("train", job, "--set", "epochs=1", "--set", "output=" + local, "--set", "master=local[2]")
                .start(directory.resolve("logs"))) {
            run.expect(0, Duration.ofMinutes(6));
        }
        assertThat(result(cluster).path("test").path("accuracy").doubleValue()).isGreaterThanOrEqualTo(0.5);
        assertThat(parameters(cluster)).isEqualTo(parameters(local));
    }

    private static PerennialProcess.Builder onCluster(Path run, String... more) {
        return job(run, more).submit("--master", cluster.masterUrl(), "--executor-memory", "1g", "--total-executor-cores", "2");
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

    private static Path repository() {
        return SparkDistribution.ofThisBuild().launcher().getParent().getParent();
    }
}
