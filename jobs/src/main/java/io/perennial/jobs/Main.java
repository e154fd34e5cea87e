package io.perennial.jobs;

import org.apache.spark.SparkUserAppException;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The command line: {@code perennial VERB ...}. A verb is a class in {@link #verbs()}; it ends with one of {@link ExitCode}. Errors are one
 * line on stderr, with a stack trace only for {@code --debug}; with {@code --json} they are also the JSON object on stdout.
 */
@Command(name = "perennial", description = "Trains deep networks across an Apache Spark cluster and keeps them fresh.",
        synopsisSubcommandLabel = "VERB", versionProvider = Version.class)
public final class Main implements Runnable {

    @Spec
    private CommandSpec spec;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Print this help.")
    private boolean help;

    @Option(names = {"-V", "--version"}, versionHelp = true, description = "Print the version.")
    private boolean version;

    private Main() {
    }

    public static void main(String[] args) throws SparkUserAppException {
        PrintWriter out = utf8(FileDescriptor.out);
        PrintWriter err = utf8(FileDescriptor.err);
        // stdout is for the result alone: what libraries print must not follow the JSON line
        System.setOut(System.err);
        OwnLogging.configure();
        int code = run(args, out, err);
        out.flush();
        err.flush();
        JvmExit.with(code);
    }

    /** Runs a verb without ending the JVM and returns its exit code. */
    static int run(String[] args, PrintWriter out, PrintWriter err) {
        return run(args, out, err, verbs());
    }

    static int run(String[] args, PrintWriter out, PrintWriter err, List<Verb> verbs) {
        CommandLine commandLine = new CommandLine(new Main());
        verbs.forEach(commandLine::addSubcommand);
        commandLine.setOut(out).setErr(err);
        // a model may be NAME@champion
        commandLine.setExpandAtFiles(false);
        commandLine.setParameterExceptionHandler((exception, arguments) -> Errors.usage(exception));
        commandLine.setExecutionExceptionHandler((exception, command, parsed) -> Errors.failure(exception, command));
        return commandLine.execute(args);
    }

    private static List<Verb> verbs() {
        return List.of(new TrainCommand(), new EvaluateCommand(), new PredictCommand(), new GenerateCommand(), new AverageCommand(), new ReportCommand(), new DataCommand(),
                new RefreshCommand(), new ContinualCommand(), new StreamCommand(), new ModelsCommand(), new DoctorCommand());
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "found no verb, expected one of " + String.join(", ", spec.subcommands().keySet()));
    }

    private static PrintWriter utf8(FileDescriptor descriptor) {
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8), true);
    }
}
