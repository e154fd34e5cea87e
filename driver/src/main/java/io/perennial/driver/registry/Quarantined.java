package io.perennial.driver.registry;

/**
 * An arrival that cannot be used.
 *
 * @param name   path within the arrivals folder
 * @param sha256 of its bytes, in hexadecimal
 * @param reason one line for a person
 */
public record Quarantined(String name, String sha256, String reason) {

    public ArrivalId id() {
        return new ArrivalId(name, sha256);
    }
}
