package io.perennial.datasets.text;

import io.perennial.datasets.TokenShape;
import io.perennial.errors.InputException;
import java.util.List;

/** Where the encoding of texts comes from. */
public sealed interface TextPlan {

    /**
     * From the training split.
     *
     * @param tokenizer  {@code word}, {@code character} or {@code bpe}, or the path of a {@code tokenizer.json}
     * @param length     tokens that a text is padded or cut to; the length of a window of running text
     * @param vocabulary tokens at most
     * @param atLeast    how often a token must occur
     * @param rules      what lines may be
     * @param ofRunning  what is told of running text: {@code NEXT_TOKEN} or {@code MASKED_TOKEN}
     * @param wordBuckets numbers that the attributes of tagged words are hashed to; 0 for no attributes
     */
    record FromTraining(String tokenizer, int length, int vocabulary, int atLeast, LineRules rules, TokenShape.Target ofRunning, int wordBuckets)
            implements TextPlan {

        public static final FromTraining DEFAULT = new FromTraining("word", 64, 30_000, 1, LineRules.DEFAULT);

        /** Of running text the next token is told, of words there are no attributes. */
        public FromTraining(String tokenizer, int length, int vocabulary, int atLeast, LineRules rules) {
            this(tokenizer, length, vocabulary, atLeast, rules, TokenShape.Target.NEXT_TOKEN, 0);
        }

        public FromTraining {
            if (length < 1 || vocabulary < 4 || vocabulary > TokenShape.LARGEST_VOCABULARY) {
                throw new InputException("texts of " + length + " tokens with a vocabulary of " + vocabulary + ": expected at least 1 token, and a vocabulary of 4 to "
                        + TokenShape.LARGEST_VOCABULARY);
            }
            if (wordBuckets < 0 || wordBuckets > TokenShape.LARGEST_VOCABULARY) {
                throw new InputException("text.wordBuckets: found " + wordBuckets + ", expected 0 to " + TokenShape.LARGEST_VOCABULARY);
            }
        }
    }

    /**
     * A model's own.
     *
     * @param classes names, in the order of the model's outputs
     */
    record OfModel(TextEncoding encoding, List<String> classes) implements TextPlan {
    }
}
