package io.perennial.driver.job;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Writes text as a YAML scalar that every YAML reader takes for the same text. */
final class YamlText {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9_./-]*");
    private static final Set<String> WORDS_WITH_A_MEANING = Set.of("null", "true", "false", "yes", "no", "on", "off", "y", "n");

    private YamlText() {
    }

    static String scalar(String text) {
        if (PLAIN.matcher(text).matches() && !WORDS_WITH_A_MEANING.contains(text.toLowerCase(Locale.ROOT))) {
            return text;
        }
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ' || c >= 0x7f) {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
