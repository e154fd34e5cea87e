package io.perennial.driver.registry;

/**
 * An arrival: a file of new data. A file that was overwritten is another arrival.
 *
 * @param name   path within the arrivals folder
 * @param sha256 of its bytes, in hexadecimal
 */
public record ArrivalId(String name, String sha256) {

    private static final int SHORT = 12;

    @Override
    public String toString() {
        return name + " (sha256 " + sha256.substring(0, Math.min(SHORT, sha256.length())) + ")";
    }
}
