package io.perennial.datasets.text;

import io.perennial.errors.InputException;
import java.util.Arrays;
import java.util.Map;

/**
 * Makes examples of tagged words, line by line: a sentence is one, or several where it has more tokens than an example takes; words stay whole. The same
 * on the driver, which finds where examples begin, and on executors, which start there. Not thread-safe.
 */
final class SentenceReader {

    /** Receives an example. */
    interface Use {

        /**
         * @param words     as they stand, parted by blanks
         * @param tokens    ids
         * @param tags      numbers in the order of the classes, a token
         * @param continues which tokens go on with the word of the one before
         * @param attributes of the tokens' words, token by token; none where the encoding has none
         * @param from      where its first line begins, in bytes
         * @param to        where its last line ends
         */
        void example(String words, char[] tokens, char[] tags, boolean[] continues, char[] attributes, long from, long to);
    }

    private final TextEncoding encoding;
    private final Map<String, Integer> classes;
    private final TextCleaning cleaning;
    private final Use use;
    private final StringBuilder words = new StringBuilder();
    private final char[] tokens;
    private final char[] tags;
    private final boolean[] continues;
    private final int attributesOfWord;
    private final char[] attributes;
    private int size;
    private long from;
    private long to;

    /** @param classes their numbers by name */
    SentenceReader(TextEncoding encoding, Map<String, Integer> classes, TextCleaning cleaning, Use use) {
        this.encoding = encoding;
        this.classes = classes;
        this.cleaning = cleaning;
        this.use = use;
        this.tokens = new char[encoding.length()];
        this.tags = new char[encoding.length()];
        this.continues = new boolean[encoding.length()];
        this.attributesOfWord = encoding.shape().numbersOfToken() - 1;
        this.attributes = new char[encoding.length() * attributesOfWord];
    }

    void line(LineReader reader, String name) {
        String line = cleaning.line(reader, reader.length(), name);
        if (line == null) {
            return;
        }
        if (line.isBlank()) {
            end();
            return;
        }
        TaggedWord word = TaggedWord.of(line, reader, name);
        Integer tag = classes.get(word.tag());
        if (tag == null) {
            throw new InputException(name + ": " + reader.place() + " has the tag " + word.tag() + ", which is none of the " + classes.size()
                    + " that the model was or is trained on; take such sentences out");
        }
        char[] ids = encoding.encode(word.inText());
        if (size + ids.length > tokens.length) {
            end();
        }
        if (size == 0) {
            from = reader.offset();
        }
        char[] ofWord = attributesOfWord == 0 ? new char[0] : WordAttributes.of(word.word(), encoding.wordBuckets());
        for (int i = 0; i < ids.length; i++) {
            System.arraycopy(ofWord, 0, attributes, size * attributesOfWord, attributesOfWord);
            tokens[size] = ids[i];
            tags[size] = (char) (i == 0 ? tag : TaggedWord.continued(tag));
            continues[size++] = i > 0;
        }
        words.append(words.isEmpty() ? "" : " ").append(word.word());
        to = reader.offset() + reader.lengthWithEnd();
    }

    /** After the last line, and between two sentences. */
    void end() {
        if (size > 0) {
            use.example(words.toString(), Arrays.copyOf(tokens, size), Arrays.copyOf(tags, size), Arrays.copyOf(continues, size),
                    Arrays.copyOf(attributes, size * attributesOfWord), from, to);
        }
        size = 0;
        words.setLength(0);
    }
}
