package io.perennial.jobs;

import io.perennial.driver.run.RunFailedException;
import io.perennial.driver.storage.Json;
import io.perennial.driver.storage.RunHeldException;
import io.perennial.errors.InputException;

import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/** Turns what went wrong into one line and an exit code. */
final class Errors {

    private Errors() {
    }

    /** Of arguments that cannot be parsed. */
    static int usage(ParameterException exception) {
        CommandLine command = exception.getCommandLine();
        String hint = "; see " + command.getCommandSpec().qualifiedName() + " --help";
        return report(command, ExitCode.USAGE, firstLine(exception.getMessage()) + hint);
    }

    /** Of a verb that threw. */
    static int failure(Throwable exception, CommandLine command) {
        boolean debug = command.getParseResult().hasMatchedOption("--debug");
        ExitCode exit = exit(exception);
        int code = report(command, exit, line(exception) + (debug || exit != ExitCode.FAILED ? "" : " (--debug prints the stack trace)"));
        if (debug) {
            exception.printStackTrace(command.getErr());
        }
        command.getErr().flush();
        return code;
    }

    /** What the user gave is to blame if an {@link InputException} is, even one that Spark wrapped. */
    static ExitCode exit(Throwable exception) {
        if (cause(exception, InputException.class) != null) {
            return ExitCode.USAGE;
        }
        return cause(exception, RunHeldException.class) != null ? ExitCode.LOCKED : ExitCode.FAILED;
    }

    /** What went wrong, in one line. */
    static String line(Throwable exception) {
        Throwable input = cause(exception, InputException.class);
        Throwable known = input != null ? input : cause(exception, RunHeldException.class);
        return known != null ? firstLine(known.getMessage()) : describe(exception);
    }

    private static int report(CommandLine command, ExitCode code, String line) {
        PrintWriter err = command.getErr();
        err.println("perennial: " + line);
        err.flush();
        CommandLine.ParseResult parsed = command.getParseResult();
        if (parsed != null && parsed.hasMatchedOption("--json")) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("status", "failed");
            object.put("exitCode", code.code());
            object.put("error", line);
            command.getOut().println(Json.line(object));
            command.getOut().flush();
        }
        return code.code();
    }

    private static Throwable cause(Throwable exception, Class<? extends Throwable> type) {
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return cause;
            }
        }
        return null;
    }

    private static String describe(Throwable exception) {
        String message = exception.getMessage();
        if (exception instanceof RunFailedException) {
            return firstLine(message); // written for the user
        }
        if (message == null && exception.getCause() != null) {
            return describe(exception.getCause());
        }
        return exception.getClass().getSimpleName() + (message == null || message.isBlank() ? "" : ": " + firstLine(message));
    }

    private static String firstLine(String text) {
        return text.strip().lines().findFirst().orElse("");
    }
}
