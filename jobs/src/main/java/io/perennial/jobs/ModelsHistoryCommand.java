package io.perennial.jobs;

import io.perennial.driver.registry.Change;
import io.perennial.driver.registry.HistoryEntry;
import io.perennial.driver.registry.RegisteredModel;
import io.perennial.driver.registry.VersionName;
import io.perennial.driver.storage.Json;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code models history NAME}. */
@Command(name = "history", description = "Tells what was in production, since when, why, and who or which job did it; the oldest first.", sortOptions = false)
final class ModelsHistoryCommand extends ModelsVerb {

    @Parameters(index = "0", paramLabel = "NAME", description = "The model.")
    private String name;

    @Override
    protected ExitCode run() throws IOException {
        RegisteredModel model = model(name);
        List<HistoryEntry> entries = model.state().entries();
        if (json()) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("name", name);
            object.put("history", Json.tree(entries));
            printJson(object);
            return ExitCode.DONE;
        }
        for (HistoryEntry entry : entries) {
            out().printf("%6d  %s  champion %-8s  %s: %s  [%s]%n", entry.number(), entry.at(),
                    entry.champion() == null ? "none" : VersionName.of(entry.champion()), what(entry.change()), entry.reason(), entry.by());
        }
        out().flush();
        return ExitCode.DONE;
    }

    private static String what(Change change) {
        StringBuilder what = new StringBuilder(change.action().text());
        if (change.version() != null) {
            what.append(' ').append(VersionName.of(change.version()));
        }
        append(what, "excluded", change.excluded());
        append(what, "held back", change.heldBack());
        append(what, "readmitted", change.readmitted());
        append(what, "quarantined", change.quarantined());
        if (!change.removed().isEmpty()) {
            what.append(' ').append(String.join(", ", change.removed().stream().map(VersionName::of).toList()));
        }
        return what.toString();
    }

    private static void append(StringBuilder what, String standing, List<?> arrivals) {
        if (!arrivals.isEmpty()) {
            what.append(", ").append(arrivals.size()).append(' ').append(arrivals.size() == 1 ? "arrival " : "arrivals ").append(standing);
        }
    }
}
