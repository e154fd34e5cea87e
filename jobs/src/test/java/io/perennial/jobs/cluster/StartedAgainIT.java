package io.perennial.jobs.cluster;

import static io.perennial.jobs.cluster.TrainingJob.local;
import static io.perennial.jobs.cluster.TrainingJob.newestCheckpoint;
import static io.perennial.jobs.cluster.TrainingJob.parameters;
import static io.perennial.jobs.cluster.TrainingJob.result;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training with the shipped jar in one JVM that is killed, started again or started twice: always the parameters of the undisturbed run. */
class StartedAgainIT {

    private static final Duration LIMIT = Duration.ofSeconds(240);

    @TempDir
    static Path directory;

    private static String undisturbed;

    @BeforeAll
    static void runUndisturbed() throws IOException {
        Path run = directory.resolve("undisturbed");
        try (PerennialProcess job = local(run).start(directory.resolve("logs"))) {
            job.expect(0, LIMIT);
        }
        undisturbed = parameters(run);
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
    void theEnvironmentsThreadsChangeNothing() throws IOException {
        Path one = directory.resolve("one thread");
        Path two = directory.resolve("two threads");
        for (Path run : List.of(one, two)) {
            try (PerennialProcess job = local(run, "--set", "epochs=0.5", "--set", "inner.clipNorm=0.5")
                    .env("OMP_NUM_THREADS", run.equals(one) ? "1" : "2").start(directory.resolve("logs"))) {
                job.expect(0, LIMIT);
            }
        }
        assertThat(parameters(two)).isEqualTo(parameters(one));
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
        assertThat(parameters(run)).isEqualTo(parameters(whole));
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
        assertThat(killedAfter).doesNotContain(TrainingJob.ROUNDS);
        assertThat(parameters(run)).as("killed after %s", killedAfter).isEqualTo(undisturbed);
        assertThat(result(run).path("resumedFrom").isNumber()).isTrue();
        assertThat(Files.readAllLines(run.resolve("metrics.jsonl"))).hasSize(TrainingJob.ROUNDS);
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
        assertThat(parameters(run)).isEqualTo(undisturbed);
    }
}
