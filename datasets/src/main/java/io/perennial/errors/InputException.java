package io.perennial.errors;

/**
 * What the user gave cannot be used: a job file, an option, a data set, a run directory. The message is one line that says
 * what was found, what is supported and what to do. The command line ends with exit code 2 and has written nothing.
 */
public class InputException extends RuntimeException {

    public InputException(String message) {
        super(message);
    }

    public InputException(String message, Throwable cause) {
        super(message, cause);
    }
}
