package io.perennial.jobs;

import java.io.IOException;
import picocli.CommandLine.Command;

/** {@code models exclude NAME ARRIVAL... --reason TEXT}. */
@Command(name = "exclude", description = "Excludes arrivals for good that a rejected refresh held back.", sortOptions = false)
final class ModelsExcludeCommand extends ModelsArrivalsVerb {

    @Override
    protected ExitCode run() throws IOException {
        return committed(name, model(name).exclude(arrivals, author("exclude", reason)), "no refresh of " + name + " takes " + String.join(", ", arrivals));
    }
}
