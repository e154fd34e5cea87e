package io.perennial.driver.registry;

import io.perennial.driver.storage.RunHeldException;

/** Somebody else changed a model while a change was being prepared: nothing was committed. The command line ends with exit code 4. */
public class HistoryMovedException extends RunHeldException {

    HistoryMovedException(String message) {
        super(message);
    }
}
