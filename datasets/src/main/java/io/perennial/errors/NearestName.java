package io.perennial.errors;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Guesses which name was meant by one that is not known, for an error message. */
public final class NearestName {

    private static final LevenshteinDistance CHANGES = LevenshteinDistance.getDefaultInstance();
    private static final int MOST_GUESSES = 2;

    private NearestName() {
    }

    /** The known names with the fewest changed letters, upper and lower case alike; none if nothing is near. */
    public static List<String> to(String wrong, Collection<String> known) {
        int least = known.stream().mapToInt(name -> changes(wrong, name)).min().orElse(Integer.MAX_VALUE);
        if (least > Math.max(2, wrong.length() / 3)) {
            return List.of();
        }
        return known.stream().filter(name -> changes(wrong, name) == least).limit(MOST_GUESSES).toList();
    }

    private static int changes(String left, String right) {
        return CHANGES.apply(left.toLowerCase(Locale.ROOT), right.toLowerCase(Locale.ROOT));
    }
}
