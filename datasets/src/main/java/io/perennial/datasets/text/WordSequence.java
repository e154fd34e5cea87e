package io.perennial.datasets.text;

import io.perennial.datasets.TokenExamples;
import java.util.Arrays;

/** The words of an example while they are collected: words stay whole, and each token knows its word's tag and attributes. Not thread-safe. */
final class WordSequence {

    private final TextEncoding encoding;
    private final char[] tokens;
    private final char[] tags;
    private final boolean[] continues;
    private final int attributesOfWord;
    private final char[] attributes;
    private int size;

    WordSequence(TextEncoding encoding) {
        this.encoding = encoding;
        this.tokens = new char[encoding.length()];
        this.tags = new char[encoding.length()];
        this.continues = new boolean[encoding.length()];
        this.attributesOfWord = encoding.shape().numbersOfToken() - 1;
        this.attributes = new char[encoding.length() * attributesOfWord];
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Whether a word of so many tokens still has room; in an empty one every word has. */
    boolean hasRoom(char[] ids) {
        return size + ids.length <= tokens.length;
    }

    /**
     * Adds a word.
     *
     * @param ids of {@link TaggedWord#inText()}, as the encoding tells them
     * @param tag its number
     */
    void add(String word, char[] ids, int tag) {
        char[] ofWord = attributesOfWord == 0 ? new char[0] : WordAttributes.of(word, encoding.wordBuckets());
        for (int i = 0; i < ids.length; i++) {
            System.arraycopy(ofWord, 0, attributes, size * attributesOfWord, attributesOfWord);
            tokens[size] = ids[i];
            tags[size] = (char) (i == 0 ? tag : TaggedWord.continued(tag));
            continues[size++] = i > 0;
        }
    }

    /** Adds the example to others. */
    void copyTo(TokenExamples.Builder into, long id) {
        into.add(id, Arrays.copyOf(tokens, size), Arrays.copyOf(tags, size), Arrays.copyOf(continues, size), Arrays.copyOf(attributes, size * attributesOfWord));
    }

    /** Begins the next example. */
    void clear() {
        size = 0;
    }
}
