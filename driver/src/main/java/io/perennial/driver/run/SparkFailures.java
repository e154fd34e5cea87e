package io.perennial.driver.run;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the one line that matters in the message of a failed Spark job. */
public final class SparkFailures {

    private static final Pattern TASK_FAILURE = Pattern.compile("most recent failure: [^\\n]*?\\): ([^\\n]+)");
    private static final Pattern CAUSE = Pattern.compile("Caused by: ([\\w.$]+(?:Exception|Error)): ([^\\n]+)");
    private static final Pattern CLASS_NAME = Pattern.compile("^(?:[a-z]\\w*\\.)+(\\w+): ");

    private SparkFailures() {
    }

    public static RunFailedException explain(String doing, Exception failure) {
        String message = failure.getMessage() == null ? "" : failure.getMessage();
        String line = message.lines().findFirst().orElse(failure.getClass().getSimpleName());
        Matcher task = TASK_FAILURE.matcher(message);
        if (task.find()) {
            line = task.group(1);
        }
        Matcher cause = CAUSE.matcher(message);
        while (cause.find()) {
            line = cause.group(1) + ": " + cause.group(2);
        }
        return new RunFailedException(doing + ": " + CLASS_NAME.matcher(line).replaceFirst("$1: "), failure);
    }
}
