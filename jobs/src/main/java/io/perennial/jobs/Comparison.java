package io.perennial.jobs;

import io.perennial.driver.run.Original;
import io.perennial.driver.run.RunResult;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A repetition beside the run that it repeats.
 *
 * @param result   of the repetition
 * @param original directory of the run that was repeated
 * @param expected SHA-256 of its parameters
 */
record Comparison(RunResult result, String original, String expected) {

    static Comparison of(RunResult result, Original original) {
        return new Comparison(result, original.directory(), original.parametersSha256());
    }

    private boolean done() {
        return result.status() == RunResult.Status.DONE;
    }

    private boolean same() {
        return done() && expected.equals(result.parametersSha256());
    }

    /** For a person. */
    String line() {
        if (!done()) {
            return "not compared: the repetition is not done; after --resume " + result.directory() + " compare its parametersSha256 with " + expected;
        }
        return same() ? "same parameters as " + original + ", bit for bit"
                : "the parameters differ: " + expected + " in " + original + ", " + result.parametersSha256() + " in " + result.directory();
    }

    /** The object {@code again}: {@code same} is left out where there was nothing to compare. */
    Map<String, Object> json() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("directory", original);
        object.put("parametersSha256", expected);
        if (done()) {
            object.put("same", same());
        }
        return object;
    }

    ExitCode exitCode() {
        if (!done()) {
            return ExitCode.of(result.status());
        }
        return same() ? ExitCode.DONE : ExitCode.FAILED;
    }
}
