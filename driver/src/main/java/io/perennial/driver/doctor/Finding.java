package io.perennial.driver.doctor;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * What one check found.
 *
 * @param check  what was looked at, a word
 * @param level  how bad it is
 * @param found  what was found
 * @param remedy what to do; null where all is well
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Finding(String check, Level level, String found, String remedy) {

    /** Ok; works, but not well; will not work. */
    public enum Level {
        OK, WARN, FAIL;

        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Finding ok(String check, String found) {
        return new Finding(check, Level.OK, found, null);
    }

    static Finding warn(String check, String found, String remedy) {
        return new Finding(check, Level.WARN, found, remedy);
    }

    static Finding fail(String check, String found, String remedy) {
        return new Finding(check, Level.FAIL, found, remedy);
    }
}
