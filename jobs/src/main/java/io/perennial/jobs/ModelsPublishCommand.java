package io.perennial.jobs;

import io.perennial.driver.registry.HistoryEntry;
import io.perennial.driver.registry.RegisteredModel;
import io.perennial.driver.registry.VersionName;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code models publish RUN --name NAME}. */
@Command(name = "publish", description = "Makes a version of a run's model, and the version the champion.", sortOptions = false)
final class ModelsPublishCommand extends ModelsVerb {

    @Parameters(index = "0", paramLabel = "RUN", description = "A run directory, its model/ directory or a checkpoint; any Hadoop URI.")
    private String run;

    @Option(names = "--name", required = true, paramLabel = "NAME", description = "The model; the first version makes it.")
    private String name;

    @Option(names = "--candidate", description = "Leaves the champion: the version waits for models promote.")
    private boolean candidate;

    @Option(names = "--parent", paramLabel = "VERSION", description = "A version whose data and buffer this one continues. Without it every arrival is new to it.")
    private String parent;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the history.")
    private String reason;

    @Override
    protected ExitCode run() throws IOException {
        RegisteredModel model = registry().named(name);
        HistoryEntry entry = model.publishRun(run, parent == null ? null : VersionName.parse(parent),
                candidate ? RegisteredModel.Role.CANDIDATE : RegisteredModel.Role.CHAMPION, author("publish", reason == null ? "published " + run : reason));
        return committed(name, entry, name + " " + VersionName.of(entry.change().version()) + (candidate ? " waits for models promote; the champion is "
                + VersionName.of(entry.champion()) : " is the champion"));
    }
}
