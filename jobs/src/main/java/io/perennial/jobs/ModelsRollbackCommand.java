package io.perennial.jobs;

import io.perennial.driver.registry.HistoryEntry;
import io.perennial.driver.registry.RegisteredModel;
import io.perennial.driver.registry.VersionName;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code models rollback NAME --reason TEXT}. */
@Command(name = "rollback", description = "Makes the version that was in production before the champion again. What later versions consumed is consumed no"
        + " longer, and excluded from refreshes unless --take-again says otherwise.", sortOptions = false)
final class ModelsRollbackCommand extends ModelsVerb {

    @Parameters(index = "0", paramLabel = "NAME", description = "The model.")
    private String name;

    @Option(names = "--to", paramLabel = "VERSION", description = "Another version than the one in production before.")
    private String to;

    @Option(names = "--take-again", description = "The next refresh takes the data again, instead of excluding it from now on.")
    private boolean takeAgain;

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why, for the history.")
    private String reason;

    @Override
    protected ExitCode run() throws IOException {
        RegisteredModel model = model(name);
        HistoryEntry entry = model.rollback(to == null ? null : VersionName.parse(to),
                takeAgain ? RegisteredModel.GivenBack.TAKEN_AGAIN : RegisteredModel.GivenBack.EXCLUDED, author("rollback", reason));
        int excluded = entry.change().excluded().size();
        return committed(name, entry, name + " " + VersionName.of(entry.champion()) + " is the champion again"
                + (excluded == 0 ? "" : "; excluded from now on: " + excluded + (excluded == 1 ? " arrival" : " arrivals") + " (models readmit takes it back)"));
    }
}
