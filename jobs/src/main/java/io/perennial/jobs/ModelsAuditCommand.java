package io.perennial.jobs;

import io.perennial.driver.refresh.Audit;
import io.perennial.driver.registry.RegisteredModel;
import io.perennial.driver.storage.Json;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code models audit NAME --arrivals DIR}. */
@Command(name = "audit", description = "Checks that the champion and its ancestors consumed nothing twice and lost nothing, and that everything else that arrived has a"
        + " reason; exits with 1 if not.", sortOptions = false)
final class ModelsAuditCommand extends ModelsVerb {

    @Parameters(index = "0", paramLabel = "NAME", description = "The model.")
    private String name;

    @Option(names = "--arrivals", required = true, paramLabel = "DIR", description = "The folder where new data arrives, as the refresh job names it.")
    private String arrivals;

    @Override
    protected ExitCode run() throws IOException {
        RegisteredModel model = model(name);
        Audit.Result found = new Audit(model, hadoop()).run(arrivals);
        if (json()) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("status", found.isClean() ? "done" : "failed");
            object.put("name", model.name());
            object.put("audit", Json.tree(found));
            printJson(object);
        } else {
            show(found);
        }
        return found.isClean() ? ExitCode.DONE : ExitCode.FAILED;
    }

    private void show(Audit.Result found) {
        for (Audit.File file : found.files()) {
            out().printf("%-12s %s%s%n", file.standing().text(), file.name(), file.version() != null ? " by " + file.version() : file.reason() != null ? ": " + file.reason() : "");
        }
        found.gone().forEach(file -> out().println("gone         " + file + " was consumed, and is no longer there as it was"));
        out().println(Shown.count(found.examples()) + " examples of arrivals were consumed by " + found.versions().size() + " versions; of " + found.files().size() + " files "
                + found.count(Audit.Standing.CONSUMED) + " consumed, " + found.count(Audit.Standing.QUARANTINED) + " quarantined, " + found.count(Audit.Standing.HELD_BACK)
                + " held back, " + found.count(Audit.Standing.EXCLUDED) + " excluded, " + found.count(Audit.Standing.WAITING) + " waiting");
        found.findings().forEach(finding -> out().println("FOUND        " + finding));
        out().println(found.isClean() ? "nothing was consumed twice or lost" : found.findings().size() + " findings");
        out().flush();
    }
}
