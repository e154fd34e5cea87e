package io.perennial.driver.data;

import java.io.IOException;

/** An example cannot be used. The message is the end of a sentence about it. */
public class BadExampleException extends IOException {

    private static final long serialVersionUID = 1;

    BadExampleException(String message) {
        super(message);
    }

    BadExampleException(IOException cause) {
        super(cause.getMessage(), cause);
    }
}
