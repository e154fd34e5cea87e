package io.perennial.jobs;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code stream make|report}: two months of arrivals, see scripts/two-months.sh. */
@Command(name = "stream", description = "Makes two months of daily arrivals of a data set, and reports on a model that was refreshed on them: see scripts/two-months.sh.",
        synopsisSubcommandLabel = "make|report", subcommands = {StreamMakeCommand.class, StreamReportCommand.class})
final class StreamCommand extends Verb {

    @Spec
    private CommandSpec command;

    @Override
    protected ExitCode run() {
        throw new ParameterException(command.commandLine(), "found no action, expected one of " + String.join(", ", command.subcommands().keySet()));
    }
}
