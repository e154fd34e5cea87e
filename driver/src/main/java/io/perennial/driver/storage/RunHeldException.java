package io.perennial.driver.storage;

/** Another run holds what this one needs. The command line ends with exit code 4. */
public class RunHeldException extends RuntimeException {

    public RunHeldException(String message) {
        super(message);
    }
}
