package io.perennial.jobs;

import io.perennial.driver.registry.HistoryEntry;
import io.perennial.driver.registry.Retention;
import io.perennial.driver.registry.VersionName;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code models retain NAME --versions N}. */
@Command(name = "retain", description = "Removes the models of old versions, never the champion's; their provenance stays.", sortOptions = false)
final class ModelsRetainCommand extends ModelsVerb {

    @Parameters(index = "0", paramLabel = "NAME", description = "The model.")
    private String name;

    @Option(names = "--versions", required = true, paramLabel = "N", description = "The newest N stay.")
    private int versions;

    @Option(names = "--rollbacks", paramLabel = "N", defaultValue = "2", description = "Of those in production before the champion the last N stay (default 2).")
    private int rollbacks;

    @Override
    protected ExitCode run() throws IOException {
        Optional<HistoryEntry> entry = model(name).retain(new Retention(versions, rollbacks), author("retain", "keeps " + versions + " versions and "
                + rollbacks + " to roll back to"));
        return entry.isPresent()
                ? committed(name, entry.get(), "removed the models of " + String.join(", ", entry.get().change().removed().stream().map(VersionName::of).toList()))
                : nothingToDo(name, "nothing to remove");
    }
}
