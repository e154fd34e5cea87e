package io.perennial.driver.registry;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a history entry records. */
public enum Action {
    /** A new version; it is the champion if the entry says so. */
    PUBLISH,
    /** Another version is the champion. */
    PROMOTE,
    /** An older version is the champion again, and what came after it is taken back. */
    ROLLBACK,
    /** The gate turned a candidate down. */
    REJECT,
    /** Arrivals that cannot be used were set apart. */
    QUARANTINE,
    /** Arrivals are excluded from now on. */
    EXCLUDE,
    /** Arrivals that were held back, excluded or quarantined may be taken again. */
    READMIT,
    /** Named examples were taken out of all buffers. */
    PURGE,
    /** Models of old versions were removed; their provenance stays. */
    REMOVE,
    /** A version's number was given up: who had begun it died, or was thought dead. */
    VOID;

    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    static Action of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
