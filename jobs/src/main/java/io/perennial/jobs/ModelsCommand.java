package io.perennial.jobs;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code models ...}: the registry. */
@Command(name = "models", description = "The registry of published models: what is in production, since when and why; publishes, promotes, rolls back.",
        synopsisSubcommandLabel = "list|show|history|publish|promote|rollback|readmit|exclude|retain|purge|audit",
        subcommands = {ModelsListCommand.class, ModelsShowCommand.class, ModelsHistoryCommand.class, ModelsPublishCommand.class,
            ModelsPromoteCommand.class, ModelsRollbackCommand.class, ModelsReadmitCommand.class, ModelsExcludeCommand.class, ModelsRetainCommand.class,
            ModelsPurgeCommand.class, ModelsAuditCommand.class})
final class ModelsCommand extends Verb {

    @Spec
    private CommandSpec command;

    @Override
    protected ExitCode run() {
        throw new ParameterException(command.commandLine(), "found no action, expected one of " + String.join(", ", command.subcommands().keySet()));
    }
}
