package io.perennial.datasets.text;

import io.perennial.datasets.TokenExamples;
import java.util.ArrayList;
import java.util.List;

/** Sentences whose tags are asked for: what a model is given of them, and which of its answers are the words'. */
public final class UntaggedSentences {

    private final TextEncoding encoding;
    private final TokenExamples.Builder builder;
    private final List<Integer> firstExamples = new ArrayList<>();
    private int examples;

    /** @param encoding the model's own */
    public UntaggedSentences(TextEncoding encoding) {
        this.encoding = encoding;
        this.builder = new TokenExamples.Builder(encoding.shape());
    }

    /**
     * Adds a sentence: an example, or several where it has more tokens than one takes, as in training.
     *
     * @param words at least one
     */
    public void add(List<String> words) {
        firstExamples.add(examples);
        WordSequence example = new WordSequence(encoding);
        for (String word : words) {
            char[] ids = encoding.encode(TaggedWord.inText(word));
            if (!example.hasRoom(ids)) {
                example.copyTo(builder, examples++);
                example.clear();
            }
            example.add(word, ids, 0);
        }
        example.copyTo(builder, examples++);
    }

    /** Of all sentences, one after another. */
    public TokenExamples examples() {
        return builder.build();
    }

    /** Number of a sentence's first example; of the sentence after the last one, how many there are. */
    public int firstExample(int sentence) {
        return sentence == firstExamples.size() ? examples : firstExamples.get(sentence);
    }
}
