package io.perennial.datasets.text;

import io.perennial.errors.InputException;
import java.util.Map;

/**
 * Makes examples of tagged words, line by line: a sentence is one, or several where it has more tokens than an example takes; words stay whole. The same
 * on the driver, which finds where examples begin, and on executors, which start there. Not thread-safe.
 */
final class SentenceReader {

    /** Receives an example. */
    interface Use {

        /**
         * @param words   as they stand, parted by blanks
         * @param example of them; changes afterwards
         * @param from    where its first line begins, in bytes
         * @param to      where its last line ends
         */
        void example(String words, WordSequence example, long from, long to);
    }

    private final TextEncoding encoding;
    private final Map<String, Integer> classes;
    private final TextCleaning cleaning;
    private final Use use;
    private final StringBuilder words = new StringBuilder();
    private final WordSequence example;
    private long from;
    private long to;

    /** @param classes their numbers by name */
    SentenceReader(TextEncoding encoding, Map<String, Integer> classes, TextCleaning cleaning, Use use) {
        this.encoding = encoding;
        this.classes = classes;
        this.cleaning = cleaning;
        this.use = use;
        this.example = new WordSequence(encoding);
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
        if (!example.hasRoom(ids)) {
            end();
        }
        if (example.isEmpty()) {
            from = reader.offset();
        }
        example.add(word.word(), ids, tag);
        words.append(words.isEmpty() ? "" : " ").append(word.word());
        to = reader.offset() + reader.lengthWithEnd();
    }

    /** After the last line, and between two sentences. */
    void end() {
        if (!example.isEmpty()) {
            use.example(words.toString(), example, from, to);
        }
        example.clear();
        words.setLength(0);
    }
}
