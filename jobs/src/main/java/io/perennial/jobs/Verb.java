package io.perennial.jobs;

import io.perennial.driver.storage.Json;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * What all verbs share. A verb prints its result on {@link #out()}, in a form for people or as one JSON object in the last line;
 * everything else goes to {@link #err()}. It says what is wrong by an exception, see {@link Main}.
 */
public abstract class Verb implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "Print the result as one JSON object, the last line on stdout.")
    private boolean json;

    @Option(names = "--debug", description = "Print the stack trace of an error.")
    private boolean debug;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Print this help.")
    private boolean help;

    /** Does it. Called once. */
    protected abstract ExitCode run() throws Exception;

    @Override
    public final Integer call() throws Exception {
        try {
            return run().code();
        } catch (Error e) {
            // picocli hands over exceptions only, but natives that do not load or memory that is out deserve one line too
            return Errors.failure(e, spec.commandLine());
        }
    }

    protected final boolean json() {
        return json;
    }

    protected final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    protected final PrintWriter err() {
        return spec.commandLine().getErr();
    }

    protected final void printJson(Map<String, ?> object) {
        out().println(Json.line(object));
        out().flush();
    }
}
