package io.perennial.jobs;

import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code models exclude NAME ARRIVAL... --reason TEXT}. */
@Command(name = "exclude", description = "Excludes arrivals for good that a rejected refresh held back.", sortOptions = false)
final class ModelsExcludeCommand extends ModelsVerb {

    @Parameters(index = "0", paramLabel = "NAME", description = "The model.")
    private String name;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "ARRIVAL", description = "Path within the arrivals folder, as models show lists it.")
    private List<String> arrivals;

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why, for the history.")
    private String reason;

    @Override
    protected ExitCode run() throws IOException {
        return committed(name, model(name).exclude(arrivals, author("exclude", reason)), "no refresh of " + name + " takes " + String.join(", ", arrivals));
    }
}
