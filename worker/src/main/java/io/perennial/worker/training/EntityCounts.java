package io.perennial.worker.training;

import java.io.Serializable;

/**
 * Entities of each type as conlleval counts them (Tjong Kim Sang and Buchholz 2000): one is right if type, first and last word are. Tags are numbers in
 * the order O, B- and I- of the first type, B- and I- of the second, and so on; an I- that follows no entity of its type begins one.
 *
 * @param truth     entities that there are
 * @param predicted entities that were found
 * @param right     of these, the right ones
 */
public record EntityCounts(long[] truth, long[] predicted, long[] right) implements Serializable {

    /** Of no words yet. */
    public static EntityCounts none(int classes) {
        int types = (classes - 1) / 2;
        return new EntityCounts(new long[types], new long[types], new long[types]);
    }

    /** Adds one sentence's words: the first {@code words} of both arrays. */
    public void add(int[] tags, int[] predictions, int words) {
        for (int word = 0; word < words; word++) {
            boolean is = begins(tags, word);
            boolean found = begins(predictions, word);
            if (is) {
                truth[type(tags[word])]++;
            }
            if (found) {
                predicted[type(predictions[word])]++;
            }
            if (is && found && type(tags[word]) == type(predictions[word]) && end(tags, word, words) == end(predictions, word, words)) {
                right[type(tags[word])]++;
            }
        }
    }

    /** Adds those of other sentences. */
    public void add(EntityCounts other) {
        for (int type = 0; type < truth.length; type++) {
            truth[type] += other.truth[type];
            predicted[type] += other.predicted[type];
            right[type] += other.right[type];
        }
    }

    private static int type(int tag) {
        return (tag - 1) / 2;
    }

    private static boolean begins(int[] tags, int word) {
        int tag = tags[word];
        if (tag == 0) {
            return false;
        }
        boolean isBegin = tag % 2 == 1;
        return isBegin || word == 0 || tags[word - 1] == 0 || type(tags[word - 1]) != type(tag);
    }

    /** The first word after the entity that begins at a word. */
    private static int end(int[] tags, int begin, int words) {
        int word = begin + 1;
        while (word < words && tags[word] != 0 && !begins(tags, word)) {
            word++;
        }
        return word;
    }
}
