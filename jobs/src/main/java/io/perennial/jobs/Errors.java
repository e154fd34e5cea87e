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

    /** Of a verb that threw. What the user gave is to blame if an {@link InputException} is, even one that Spark wrapped. */
    static int failure(Throwable exception, CommandLine command) {
        boolean debug = command.getParseResult().hasMatchedOption("--debug");
        Throwable input = cause(exception, InputException.class);
        Throwable held = cause(exception, RunHeldException.class);
        int code;
        if (input != null) {
            code = report(command, ExitCode.USAGE, firstLine(input.getMessage()));
        } else if (held != null) {
            code = report(command, ExitCode.LOCKED, firstLine(held.getMessage()));
        } else {
            code = report(command, ExitCode.FAILED, describe(exception) + (debug ? "" : " (--debug prints the stack trace)"));
        }
        if (debug) {
            exception.printStackTrace(command.getErr());
        }
        command.getErr().flush();
        return code;
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
