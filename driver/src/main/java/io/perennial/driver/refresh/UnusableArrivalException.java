package io.perennial.driver.refresh;

import java.io.IOException;

/** An arrival cannot be used; the message is the reason that its quarantine states. */
class UnusableArrivalException extends IOException {

    UnusableArrivalException(String reason) {
        super(reason);
    }
}
