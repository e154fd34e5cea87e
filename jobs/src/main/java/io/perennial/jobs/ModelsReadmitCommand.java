package io.perennial.jobs;

import java.io.IOException;
import picocli.CommandLine.Command;

/** {@code models readmit NAME ARRIVAL... --reason TEXT}. */
@Command(name = "readmit", description = "Lets refreshes take arrivals again that were excluded, held back or quarantined.", sortOptions = false)
final class ModelsReadmitCommand extends ModelsArrivalsVerb {

    @Override
    protected ExitCode run() throws IOException {
        return committed(name, model(name).readmit(arrivals, author("readmit", reason)), "the next refresh of " + name + " may take " + String.join(", ", arrivals));
    }
}
