package io.perennial.jobs;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code data describe|import|encode|tokenizer|baseline}: look at data and prepare it. */
@Command(name = "data", description = "Looks at data and prepares it.", synopsisSubcommandLabel = "describe|import|encode|tokenizer|baseline",
        subcommands = {DataDescribeCommand.class, DataImportCommand.class, DataEncodeCommand.class, DataTokenizerCommand.class, DataBaselineCommand.class})
final class DataCommand extends Verb {

    @Spec
    private CommandSpec command;

    @Override
    protected ExitCode run() {
        throw new ParameterException(command.commandLine(), "found no action, expected one of " + String.join(", ", command.subcommands().keySet()));
    }
}
