package io.perennial.driver.job;

import io.perennial.errors.InputException;
import io.perennial.errors.NearestName;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Finds the keys that a mistyped one may have meant. */
final class NearestKey {

    private NearestKey() {
    }

    /**
     * The keys nearest to one that does not exist, none if nothing is near. A key without its group ({@code momentum}) is nearest to
     * the keys that have it in a group.
     */
    static List<String> to(String wrong, Collection<String> keys) {
        List<String> inGroups = keys.stream().filter(key -> key.toLowerCase(Locale.ROOT).endsWith("." + wrong.toLowerCase(Locale.ROOT))).toList();
        if (!inGroups.isEmpty()) {
            return inGroups;
        }
        return NearestName.to(wrong, keys);
    }

    /** The error of a key that does not exist, with the keys that it may have meant. */
    static InputException unknown(String wrong, String where, Collection<String> keys) {
        List<String> near = to(wrong, keys);
        String question = near.isEmpty() ? ";" : near.stream().map(key -> "'" + key + "'").collect(Collectors.joining(" or ", "; did you mean ", "?"));
        return new InputException("unknown key '" + wrong + "' in " + where + question + " valid keys: see --explain");
    }
}
