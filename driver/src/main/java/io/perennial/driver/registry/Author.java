package io.perennial.driver.registry;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Who changes a model, and why: what the history says about a change.
 *
 * @param by     the verb or job, and who runs it where
 * @param reason for a person
 */
public record Author(String by, String reason) {

    /** Of this process. */
    public static Author of(String doing, String reason) {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            host = "localhost";
        }
        return new Author(doing + ", " + System.getProperty("user.name") + " on " + host, reason);
    }

    Author because(String otherReason) {
        return new Author(by, otherReason);
    }
}
