package io.perennial.driver.registry;

import io.perennial.errors.InputException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How versions are written: {@code v000003}. */
public final class VersionName {

    private static final Pattern TYPED = Pattern.compile("v?0*([1-9]\\d{0,8})");

    private VersionName() {
    }

    public static String of(int version) {
        return String.format("v%06d", version);
    }

    /**
     * Reads {@code 3}, {@code v3} or {@code v000003}.
     *
     * @throws InputException if it is none of these
     */
    public static int parse(String text) {
        Matcher typed = TYPED.matcher(text);
        if (!typed.matches()) {
            throw new InputException("version: found '" + text + "', expected a number such as 3 or v000003");
        }
        return Integer.parseInt(typed.group(1));
    }
}
