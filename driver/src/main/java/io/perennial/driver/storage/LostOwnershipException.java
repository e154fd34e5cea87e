package io.perennial.driver.storage;

import java.io.IOException;

/** Another process has taken a run over: this one must write nothing more. */
public class LostOwnershipException extends IOException {

    public LostOwnershipException(String message) {
        super(message);
    }
}
