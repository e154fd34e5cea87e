package io.perennial.datasets.text;

import io.perennial.datasets.TokenShape;
import java.util.Locale;

/**
 * What can be said of any word, seen before or not: itself in lower case, its shape, its first one to three and its last one to three characters.
 * Each is hashed to a number, as spaCy does it (Miranda et al. 2022, "Multi hash embeddings in spaCy"); two attributes may share one.
 */
final class WordAttributes {

    private static final int PARTS = 3;
    /** Longer runs of like characters have the same shape. */
    private static final int LONGEST_RUN = 4;
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private WordAttributes() {
    }

    /**
     * Attributes of a word, {@link TokenShape#WORD_ATTRIBUTES} of them.
     *
     * @param buckets the numbers are 0 to {@code buckets - 1}
     */
    static char[] of(String word, int buckets) {
        int[] lower = word.toLowerCase(Locale.ROOT).codePoints().toArray();
        char[] attributes = new char[TokenShape.WORD_ATTRIBUTES];
        int next = 0;
        attributes[next] = bucket(next++, new String(lower, 0, lower.length), buckets);
        attributes[next] = bucket(next++, shape(word), buckets);
        for (int part = 1; part <= PARTS; part++) {
            int length = Math.min(part, lower.length);
            attributes[next] = bucket(next++, new String(lower, 0, length), buckets);
            attributes[next] = bucket(next++, new String(lower, lower.length - length, length), buckets);
        }
        return attributes;
    }

    /** {@code Xxxxx} for London, {@code dd:dd} for 12:30. */
    static String shape(String word) {
        StringBuilder shape = new StringBuilder();
        int run = 0;
        int before = -1;
        for (int c : word.codePoints().toArray()) {
            int kind = kind(c);
            run = kind == before ? run + 1 : 1;
            before = kind;
            if (run <= LONGEST_RUN) {
                shape.appendCodePoint(kind);
            }
        }
        return shape.toString();
    }

    private static int kind(int c) {
        if (Character.isUpperCase(c)) {
            return 'X';
        }
        if (Character.isLowerCase(c)) {
            return 'x';
        }
        if (Character.isDigit(c)) {
            return 'd';
        }
        return Character.isLetter(c) ? 'l' : c;
    }

    /** FNV-1a over the attribute's number and its characters, mixed so that all bits count. */
    private static char bucket(int attribute, String value, int buckets) {
        long hash = (FNV_OFFSET ^ attribute) * FNV_PRIME;
        for (int i = 0; i < value.length(); i++) {
            hash = (hash ^ value.charAt(i)) * FNV_PRIME;
        }
        hash ^= hash >>> 32;
        return (char) Long.remainderUnsigned(hash, buckets);
    }
}
