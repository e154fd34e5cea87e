package io.perennial.jobs;

import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code models readmit NAME ARRIVAL... --reason TEXT}. */
@Command(name = "readmit", description = "Lets refreshes take arrivals again that were excluded, held back or quarantined.", sortOptions = false)
final class ModelsReadmitCommand extends ModelsVerb {

    @Parameters(index = "0", paramLabel = "NAME", description = "The model.")
    private String name;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "ARRIVAL", description = "Path within the arrivals folder, as models show lists it.")
    private List<String> arrivals;

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why, for the history.")
    private String reason;

    @Override
    protected ExitCode run() throws IOException {
        return committed(name, model(name).readmit(arrivals, author("readmit", reason)), "the next refresh of " + name + " may take " + String.join(", ", arrivals));
    }
}
