package io.perennial.driver.refresh;

import io.perennial.driver.job.RefreshJob;
import io.perennial.driver.registry.Action;
import io.perennial.driver.registry.HistoryEntry;
import io.perennial.driver.registry.RegisteredModel;
import io.perennial.driver.registry.Registry;
import io.perennial.driver.registry.VersionName;
import io.perennial.driver.storage.Json;
import io.perennial.errors.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * How the last attempt at the refresh of a date ended, for schedulers that lose exit codes and for people:
 * {@code MODELS/NAME/refreshes/DATE/result.json} and {@code report.html}. The history decides what is so; this only tells of it. An attempt
 * that was killed leaves what the one before it had written.
 */
public final class RefreshRecord {

    private final RefreshJob job;
    private final LocalDate logicalDate;
    private final Configuration hadoop;
    /** Of the caller's own choice; null without. */
    private final Path elsewhere;

    /** @param elsewhere a file to write the result to as well; null for none */
    public RefreshRecord(RefreshJob job, LocalDate logicalDate, String elsewhere, Configuration hadoop) {
        this.job = job;
        this.logicalDate = logicalDate;
        this.hadoop = hadoop;
        this.elsewhere = elsewhere == null ? null : new Path(elsewhere);
    }

    /** Removes what another attempt wrote to the file of the caller's choice: as long as there is none, this one has not ended. */
    public void begin() {
        if (elsewhere == null) {
            return;
        }
        try {
            elsewhere.getFileSystem(hadoop).delete(elsewhere, false);
        } catch (IOException | IllegalArgumentException e) {
            throw new InputException("--result: cannot use " + elsewhere + ": " + e.getMessage() + "; give a file that can be written", e);
        }
    }

    /** Of an attempt that came to an end of its own. */
    public void ended(RefreshResult result, int exitCode) throws IOException {
        RegisteredModel model = model();
        Path report = new Path(folder(model), "report.html");
        Json.write(model.files(), report, RefreshPage.of(result).getBytes(StandardCharsets.UTF_8));
        Map<String, Object> object = new LinkedHashMap<>(result.json());
        object.put("report", report.toString());
        write(model, object, exitCode);
    }

    /** Of an attempt that failed. */
    public void failed(String error, int exitCode) throws IOException {
        RegisteredModel model = model();
        if (model.exists()) {
            write(model, failure(error), exitCode);
        } else {
            writeElsewhere(failure(error), exitCode);
        }
    }

    /** Of an attempt that met another one at work, which has the date's own result.json to itself. */
    public void locked(String error, int exitCode) throws IOException {
        writeElsewhere(failure(error), exitCode);
    }

    private Map<String, Object> failure(String error) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("status", "failed");
        object.put("model", job.model());
        object.put("logicalDate", logicalDate.toString());
        object.put("error", error);
        return object;
    }

    private void write(RegisteredModel model, Map<String, Object> object, int exitCode) throws IOException {
        // A retry after the commit finds nothing new; that the date has its version must show all the same.
        List<HistoryEntry> entries = model.state().entries();
        entries.stream().filter(entry -> entry.change().action() == Action.PUBLISH && Objects.equals(entry.change().logicalDate(), logicalDate.toString()))
                .reduce((earlier, later) -> later).ifPresent(entry -> object.put("version", VersionName.of(entry.change().version())));
        Map<String, Object> all = stamped(object, exitCode);
        Json.write(model.files(), new Path(folder(model), "result.json"), all);
        writeElsewhere(object, exitCode);
    }

    private void writeElsewhere(Map<String, Object> object, int exitCode) throws IOException {
        if (elsewhere != null) {
            Json.write(elsewhere.getFileSystem(hadoop), elsewhere, stamped(object, exitCode));
        }
    }

    private static Map<String, Object> stamped(Map<String, Object> object, int exitCode) {
        Map<String, Object> all = new LinkedHashMap<>(object);
        all.put("exitCode", exitCode);
        all.put("ended", Instant.now().toString());
        return all;
    }

    private RegisteredModel model() {
        return Registry.at(job.models().orElse(null), hadoop).named(job.model());
    }

    private Path folder(RegisteredModel model) {
        return new Path(model.path(), "refreshes/" + logicalDate);
    }
}
