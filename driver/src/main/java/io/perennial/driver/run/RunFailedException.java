package io.perennial.driver.run;

/** A run cannot go on, for a reason that is not the user's input. The message is one line that says what happened and what to do. */
public class RunFailedException extends RuntimeException {

    public RunFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
