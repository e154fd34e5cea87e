package io.perennial.jobs;

import io.perennial.driver.registry.HistoryEntry;
import io.perennial.driver.registry.ModelReference;
import io.perennial.driver.registry.RegisteredModel;
import io.perennial.driver.registry.VersionName;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code models promote NAME@VERSION --reason TEXT}. */
@Command(name = "promote", description = "Makes a version the champion.", sortOptions = false)
final class ModelsPromoteCommand extends ModelsVerb {

    @Parameters(index = "0", paramLabel = "NAME@VERSION", description = "The version.")
    private String reference;

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why, for the history.")
    private String reason;

    @Override
    protected ExitCode run() throws IOException {
        ModelReference wanted = ModelReference.parse(reference);
        RegisteredModel model = model(wanted.name());
        int version = wanted.in(model);
        String line = model.name() + " " + VersionName.of(version) + " is the champion";
        Optional<HistoryEntry> entry = model.promote(version, author("promote", reason));
        return entry.isPresent() ? committed(model.name(), entry.get(), line) : nothingToDo(model.name(), line + " already");
    }
}
