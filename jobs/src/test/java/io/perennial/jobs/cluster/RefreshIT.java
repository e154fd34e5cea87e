package io.perennial.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.driver.registry.RegisteredModel;
import io.perennial.driver.registry.VersionProvenance;
import io.perennial.jobs.TinyRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Refreshes with the shipped jar, each a process of its own. */
class RefreshIT {

    private static final Duration LIMIT = Duration.ofSeconds(240);
    private static final String[] LONG = {"--set", "epochs=40", "--set", "localSteps=30", "--set", "checkpointEvery=3"};

    @TempDir
    Path directory;

    @Test
    void aRefreshThatIsKilledIsContinuedByTheNextAndOneMeanwhileIsTurnedAway() throws IOException {
        TinyRegistry undisturbed = new TinyRegistry(Files.createDirectories(directory.resolve("undisturbed")));
        undisturbed.arrive("monday.bin", 1);
        try (PerennialProcess job = refresh(undisturbed, LONG)) {
            job.expect(0, LIMIT);
        }
        Path place = Files.createDirectories(directory.resolve("killed"));
        TinyRegistry registry = new TinyRegistry(place);
        registry.arrive("monday.bin", 1);
        try (PerennialProcess killed = refresh(registry, LONG)) {
            awaitCheckpoint(place.resolve("models/pets/work"));
            // So that it is still at work however long the second one takes.
            signal("-STOP", killed.pid());
            try (PerennialProcess second = refresh(registry, LONG)) {
                second.expect(4, LIMIT);
                assertThat(second.stderr()).contains("refresh pets-daily of 2026-01-05 is at work on this model since");
            }
            killed.kill();
        }
        assertThat(registry.registered().champion()).contains(1);

        try (PerennialProcess again = refresh(registry, LONG)) {
            again.expect(0, LIMIT);
            assertThat(again.stderr()).contains("continues at round");
            JsonNode result = new ObjectMapper().readTree(again.stdout().lines().reduce((first, last) -> last).orElseThrow());
            assertThat(result.path("champion").asText()).isEqualTo("v000002");
        }
        assertThat(made(registry)).usingRecursiveComparison().ignoringFields("job", "training", "base.data").isEqualTo(made(undisturbed));

        // A range goes on after a rejected date, and its exit code tells of it.
        registry.arriveMislabelled("2026-01-06.bin", 2);
        registry.arrive("2026-01-07.bin", 3);
        try (PerennialProcess range = refreshOf("2026-01-06..2026-01-07", registry)) {
            range.expect(3, LIMIT);
            JsonNode result = new ObjectMapper().readTree(range.stdout().lines().reduce((first, last) -> last).orElseThrow());
            assertThat(result.path("refreshes")).extracting(one -> one.path("logicalDate").asText() + " " + one.path("status").asText())
                    .containsExactly("2026-01-06 rejected", "2026-01-07 published");
        }
        assertThat(registry.registered().champion()).contains(3);
    }

    private static void signal(String signal, long pid) throws IOException {
        try {
            assertThat(new ProcessBuilder("kill", signal, Long.toString(pid)).start().waitFor()).isZero();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }

    private static VersionProvenance made(TinyRegistry registry) throws IOException {
        RegisteredModel model = registry.registered();
        return model.provenance(model.champion().orElseThrow());
    }

    private PerennialProcess refresh(TinyRegistry registry, String... more) throws IOException {
        return refreshOf("2026-01-05", registry, more);
    }

    private PerennialProcess refreshOf(String dates, TinyRegistry registry, String... more) throws IOException {
        String[] arguments = Stream.concat(Stream.of("refresh", registry.job(), "--logical-date", dates, "--json"), Stream.of(more)).toArray(String[]::new);
        return PerennialProcess.perennial(arguments).submit("--master", "local[2]").start(directory.resolve("logs"));
    }

    private static void awaitCheckpoint(Path work) {
        Deadline.await("a checkpoint in " + work, LIMIT, () -> {
            if (!Files.exists(work)) {
                return Optional.empty();
            }
            try (Stream<Path> all = Files.walk(work)) {
                return all.filter(path -> path.endsWith("checkpoint.json")).findFirst();
            } catch (IOException | java.io.UncheckedIOException vanished) {
                return Optional.empty();
            }
        }, () -> "");
    }
}
