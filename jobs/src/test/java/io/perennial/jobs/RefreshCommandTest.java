package io.perennial.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verb refresh as far as it needs no Spark. */
class RefreshCommandTest {

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private TinyRegistry registry;

    @BeforeEach
    void aRegistry() throws IOException {
        registry = new TinyRegistry(folder);
    }

    @Test
    void nothingNewIsSaidInALineAndExitsWith0() throws IOException {
        assertThat(run("refresh", registry.job())).as(err.toString()).isZero();
        assertThat(out.toString()).isEqualToIgnoringNewLines("nothing new: nothing new for pets");
    }

    @Test
    void aDryRunTellsWhatWouldBeConsumedAndTakesNoLock() throws IOException {
        registry.arrive("2026-01-05.bin", 1);
        registry.arrive("2026-01-06.bin", 2);

        assertThat(run("refresh", registry.job(), "--dry-run", "--logical-date", "2026-01-05", "--json")).as(err.toString()).isZero();

        JsonNode result = new ObjectMapper().readTree(out.toString());
        assertThat(result.path("status").asText()).isEqualTo("dry run");
        assertThat(result.at("/consumed/0/name").asText()).isEqualTo("2026-01-05.bin");
        assertThat(result.path("consumed")).hasSize(1);
        assertThat(result.path("message").asText()).contains("1 of a later date");
        assertThat(folder.resolve("models/pets/lock")).doesNotExist();
    }

    @Test
    void howItEndedIsToldInAFileWhereExitCodesAreLost() throws IOException {
        Path told = folder.resolve("told.json");
        assertThat(run("refresh", registry.job(), "--logical-date", "2026-01-05", "--result", told.toString())).as(err.toString()).isZero();

        JsonNode result = new ObjectMapper().readTree(Files.readString(told));
        assertThat(result.path("status").asText()).isEqualTo("nothing new");
        assertThat(result.path("exitCode").asInt(-1)).isZero();
        Path ofDate = folder.resolve("models/pets/refreshes/2026-01-05");
        assertThat(new ObjectMapper().readTree(Files.readString(ofDate.resolve("result.json"))).path("status").asText()).isEqualTo("nothing new");
        assertThat(Files.readString(ofDate.resolve("report.html"))).contains("Refresh of pets, 2026-01-05");

        registry.arrive("broken.bin", new byte[7]);
        assertThat(run("refresh", registry.job(), "--logical-date", "2026-01-05", "--result", told.toString())).isEqualTo(2);
        result = new ObjectMapper().readTree(Files.readString(told));
        assertThat(result.path("status").asText()).isEqualTo("failed");
        assertThat(result.path("exitCode").asInt()).isEqualTo(2);
        assertThat(result.path("error").asText()).contains("1 of 1 new files cannot be used");
    }

    @Test
    void aRangeOfDatesIsTakenInOrderAndEachIsTold() throws IOException {
        assertThat(run("refresh", registry.job(), "--logical-date", "2026-01-05..2026-01-07")).as(err.toString()).isZero();

        assertThat(out.toString().lines()).containsExactly("2026-01-05  nothing new: nothing new for pets", "2026-01-06  nothing new: nothing new for pets",
                "2026-01-07  nothing new: nothing new for pets");
        assertThat(folder.resolve("models/pets/refreshes")).isDirectoryContaining("glob:**/2026-01-06");

        out.getBuffer().setLength(0);
        assertThat(run("refresh", registry.job(), "--logical-date", "2026-01-05..2026-01-06", "--json")).isZero();
        JsonNode result = new ObjectMapper().readTree(out.toString());
        assertThat(result.path("logicalDates").asText()).isEqualTo("2026-01-05..2026-01-06");
        assertThat(result.path("refreshes")).extracting(one -> one.path("logicalDate").asText()).containsExactly("2026-01-05", "2026-01-06");
    }

    @Test
    void aRangeEndsAtTheFirstDateThatCannotBeRefreshedAndSaysWhatIsLeft() throws IOException {
        registry.arrive("2026-01-06.bin", new byte[7]);

        assertThat(run("refresh", registry.job(), "--logical-date", "2026-01-05..2026-01-07")).isEqualTo(2);

        assertThat(out.toString().lines()).containsExactly("2026-01-05  nothing new: nothing new for pets");
        assertThat(err.toString()).contains("left: --logical-date 2026-01-06..2026-01-07", "1 of 1 new files cannot be used");
        assertThat(folder.resolve("models/pets/refreshes")).isDirectoryNotContaining("glob:**/2026-01-07");
    }

    @Test
    void anAuditTellsWhatBecameOfEachFile() throws IOException {
        registry.arrive("broken.bin", new byte[7]);
        assertThat(run("refresh", registry.job(), "--set", "maxQuarantined=1")).as(err.toString()).isZero();
        registry.arrive("later.bin", 1);
        out.getBuffer().setLength(0);

        assertThat(run("models", "audit", "pets", "--models", folder.resolve("models").toString(), "--arrivals", folder.resolve("arrivals").toString())).as(err.toString()).isZero();

        assertThat(out.toString().lines()).satisfiesExactly(
                line -> assertThat(line).isEqualTo("quarantined  broken.bin: ends within record 1 (found 2 of 5 bytes): half written, or not the record layout of the model's images"),
                line -> assertThat(line).isEqualTo("waiting      later.bin"),
                line -> assertThat(line).startsWith("0 examples of arrivals were consumed by 1 versions; of 2 files 0 consumed, 1 quarantined"),
                line -> assertThat(line).isEqualTo("nothing was consumed twice or lost"));
        refused("there is no folder", "models", "audit", "pets", "--models", folder.resolve("models").toString(), "--arrivals", folder.resolve("nowhere").toString());
    }

    @Test
    void explainTellsEverySetting() {
        assertThat(run("refresh", registry.job(), "--explain")).isZero();
        assertThat(out.toString()).contains("gate.maxDrop = 0.02  [default]", "name = pets-daily", "batchSize = 4  [");
    }

    @Test
    void whatCannotBeIsRefusedInOneLineAndNothingIsWritten() throws IOException {
        registry.arrive("monday.bin", 1);
        refused("not found", "refresh", folder.resolve("nowhere.yaml").toString());
        refused("did you mean 'gate.maxDrop'?", "refresh", registry.job(), "--set", "gate.maxDrp=1");
        refused("unknown key 'examples'", "refresh", registry.job(), "--set", "examples=7");
        refused("a number from 0 to 1", "refresh", registry.job(), "--set", "gate.maxDrop=2");
        refused("expected a date such as", "refresh", registry.job(), "--logical-date", "yesterday");
        refused("last date is before its first", "refresh", registry.job(), "--logical-date", "2026-01-07..2026-01-05");
        refused("2026-01-01..2026-01-31", "refresh", registry.job(), "--logical-date", "2026-01-07..");
        refused("give one date", "refresh", registry.job(), "--logical-date", "2026-01-05..2026-01-07", "--dry-run");
        refused("supported are 0 and 3", "refresh", registry.job(), "--reject-exit", "7");
        refused("no model 'pest'", "refresh", registry.job(), "--set", "model=pest");
        refused("needs 4", "refresh", registry.job(), "--set", "threads=4");
        assertThat(folder.resolve("models/pets")).isDirectoryNotContaining("glob:**/{lock,work}");
    }

    private int run(String... args) {
        return Main.run(args, new PrintWriter(out), new PrintWriter(err));
    }

    private void refused(String named, String... args) {
        StringWriter errors = new StringWriter();
        assertThat(Main.run(args, new PrintWriter(new StringWriter()), new PrintWriter(errors))).as(errors.toString()).isEqualTo(2);
        assertThat(errors.toString().lines()).as(errors.toString()).hasSize(1);
        assertThat(errors.toString()).startsWith("perennial: ").contains(named);
    }
}
