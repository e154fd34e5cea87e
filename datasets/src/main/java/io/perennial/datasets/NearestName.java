package io.perennial.datasets;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Guesses which name was meant by one that is not known. */
final class NearestName {

    private NearestName() {
    }

    /** The known name with the fewest changed letters, if those are at most half of it. */
    static Optional<String> of(String given, List<String> known) {
        String lower = given.toLowerCase(Locale.ROOT);
        return known.stream()
                .filter(name -> changes(lower, name) <= name.length() / 2)
                .min(Comparator.comparingInt(name -> changes(lower, name)));
    }

    private static int changes(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
