package io.perennial.jobs;

import io.perennial.driver.refresh.Purge;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code models purge NAME --examples FILE --reason TEXT}. */
@Command(name = "purge", description = "Takes named examples out of all buffers of a model, for good, and records it. What was learned from them stays learned.", sortOptions = false)
final class ModelsPurgeCommand extends ModelsVerb {

    @Parameters(index = "0", paramLabel = "NAME", description = "The model.")
    private String name;

    @Option(names = "--examples", required = true, paramLabel = "FILE", description = "Records of the examples (.bin, as arrivals have them), or a text file with their"
            + " fingerprints: the first 16 hexadecimal digits of the SHA-256 of an example's bytes, one a line.")
    private String examples;

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why, for the history.")
    private String reason;

    @Override
    protected ExitCode run() throws IOException {
        Optional<Purge.Purged> purged = new Purge(model(name), hadoop()).run(examples, author("purge", reason));
        if (purged.isEmpty()) {
            return nothingToDo(name, "all of these examples were purged from " + name + " before");
        }
        return committed(name, purged.get().entry(), purged.get().examples() + " examples are purged from " + name + ": " + purged.get().removed()
                + " records were taken out of buffers, and no refresh takes them again");
    }
}
