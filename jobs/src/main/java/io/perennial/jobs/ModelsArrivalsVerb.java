package io.perennial.jobs;

import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the actions of {@code models} on arrivals share: {@code NAME ARRIVAL... --reason TEXT}. */
abstract class ModelsArrivalsVerb extends ModelsVerb {

    @Parameters(index = "0", paramLabel = "NAME", description = "The model.")
    String name;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "ARRIVAL", description = "Path within the arrivals folder, as models show lists it.")
    List<String> arrivals;

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why, for the history.")
    String reason;
}
