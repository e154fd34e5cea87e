package io.perennial.driver.job;

import io.perennial.errors.InputException;

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
        int least = keys.stream().mapToInt(key -> distance(wrong, key)).min().orElse(Integer.MAX_VALUE);
        if (least > Math.max(2, wrong.length() / 3)) {
            return List.of();
        }
        return keys.stream().filter(key -> distance(wrong, key) == least).limit(2).toList();
    }

    /** The error of a key that does not exist, with the keys that it may have meant. */
    static InputException unknown(String wrong, String where, Collection<String> keys) {
        List<String> near = to(wrong, keys);
        String question = near.isEmpty() ? ";" : near.stream().map(key -> "'" + key + "'").collect(Collectors.joining(" or ", "; did you mean ", "?"));
        return new InputException("unknown key '" + wrong + "' in " + where + question + " valid keys: see --explain");
    }

    /** Insertions, deletions, changes and swaps of neighbours that make b of a, upper and lower case alike. */
    static int distance(String left, String right) {
        String a = left.toLowerCase(Locale.ROOT);
        String b = right.toLowerCase(Locale.ROOT);
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(d[i - 1][j - 1] + change, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
