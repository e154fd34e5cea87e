package io.perennial.datasets.text;

import io.perennial.errors.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A line of a {@code .conll} file: a word, a tab, its tag in IOB2 ({@code O}, {@code B-TYPE} at the beginning of an entity, {@code I-TYPE} inside).
 * A blank line ends a sentence.
 *
 * @param word what stands there
 * @param tag  its tag
 */
public record TaggedWord(String word, String tag) {

    static final String OUTSIDE = "O";
    private static final String BEGIN = "B-";
    private static final String INSIDE = "I-";

    /** @throws InputException if the line is not of this form */
    static TaggedWord of(String line, LineReader reader, String name) {
        int tab = line.lastIndexOf('\t');
        String tag = line.substring(tab + 1).strip();
        if (tab < 1 || !isTag(tag)) {
            throw new InputException(name + ": " + reader.place() + " is not a word, a tab and a tag (O, B-TYPE or I-TYPE); correct it");
        }
        return new TaggedWord(line.substring(0, tab), tag);
    }

    static boolean isTag(String tag) {
        return tag.equals(OUTSIDE) || (tag.startsWith(BEGIN) || tag.startsWith(INSIDE)) && tag.length() > BEGIN.length();
    }

    /** The word with a blank before it, as in running text: parts of words then tell where a word begins. */
    String inText() {
        return inText(word);
    }

    /** A word with a blank before it. */
    public static String inText(String word) {
        return " " + word;
    }

    /** The word of a line whose tag does not matter and may be missing; empty if the line ends a sentence. */
    public static Optional<String> wordOf(String line) {
        if (line.isBlank()) {
            return Optional.empty();
        }
        int tab = line.lastIndexOf('\t');
        return Optional.of(tab < 0 ? line.strip() : tab == 0 ? " " : line.substring(0, tab));
    }

    /**
     * All tags of the types that some tags name: O, and for each type, in the order of the names, B- and I-. Evaluation counts on
     * this order.
     */
    static List<String> classes(Iterable<String> tags) {
        TreeSet<String> types = new TreeSet<>(CodePointOrder.INSTANCE);
        for (String tag : tags) {
            if (!tag.equals(OUTSIDE)) {
                types.add(tag.substring(BEGIN.length()));
            }
        }
        List<String> classes = new ArrayList<>(List.of(OUTSIDE));
        types.forEach(type -> classes.addAll(List.of(BEGIN + type, INSIDE + type)));
        return List.copyOf(classes);
    }

    /** Tag of what follows in the same word: an entity that begins goes on. */
    static int continued(int tag) {
        return tag % 2 == 1 ? tag + 1 : tag;
    }
}
