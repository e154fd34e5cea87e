package io.perennial.datasets;

/**
 * Shape of a text: token ids, padded at the end. Id {@value #PADDING} is padding and nothing else.
 *
 * @param tokens     length that every text is padded or cut to
 * @param vocabulary ids are 0 to {@code vocabulary - 1}; at most {@value #LARGEST_VOCABULARY}
 * @param target     what is told of a text
 * @param wordBuckets where each token brings the {@value #WORD_ATTRIBUTES} attributes of the word that it belongs to, these are numbers below it; otherwise 0
 */
public record TokenShape(int tokens, int vocabulary, Target target, int wordBuckets) implements InputShape {

    /** Id of padding. */
    public static final int PADDING = 0;
    /** Ids are kept in 16 bits. */
    public static final int LARGEST_VOCABULARY = 1 << 16;
    /** Attributes of a word. */
    public static final int WORD_ATTRIBUTES = 8;

    /** What a network tells of a text. */
    public enum Target {
        /** One class for all of it. */
        CLASS,
        /** At each token, the one that follows. */
        NEXT_TOKEN,
        /** At some tokens that are hidden, what they are. */
        MASKED_TOKEN,
        /** A class for each token. */
        TAG
    }

    public TokenShape {
        if (tokens < 1 || tokens > MOST_NUMBERS / (1 + WORD_ATTRIBUTES) || vocabulary < 1 || vocabulary > LARGEST_VOCABULARY || target == null
                || wordBuckets < 0 || wordBuckets > LARGEST_VOCABULARY || wordBuckets > 0 && target != Target.TAG) {
            throw new IllegalArgumentException("no usable shape of texts: " + tokens + " tokens of a vocabulary of " + vocabulary + ", " + target);
        }
    }

    /** Of tokens without attributes. */
    public TokenShape(int tokens, int vocabulary, Target target) {
        this(tokens, vocabulary, target, 0);
    }

    /** Whether tokens bring attributes of their words. */
    public boolean hasWordAttributes() {
        return wordBuckets > 0;
    }

    /** Numbers that stand for one token: its id, and its word's attributes. */
    public int numbersOfToken() {
        return hasWordAttributes() ? 1 + WORD_ATTRIBUTES : 1;
    }

    /** Shape of the mask of a batch, 1 for a token and 0 for padding. */
    public long[] mask(int examples) {
        return new long[] {examples, tokens};
    }

    /** Whether there is a label at each token, not one for the whole text. */
    public boolean labelsEachToken() {
        return target != Target.CLASS;
    }

    /** Whether texts are windows of running text, which have no label but their own tokens. */
    public boolean isRunning() {
        return target == Target.NEXT_TOKEN || target == Target.MASKED_TOKEN;
    }

    @Override
    public int numbers() {
        return tokens * numbersOfToken();
    }

    @Override
    public int bytes() {
        return numbers() * Character.BYTES;
    }

    /** {@code [examples, tokens]}, or with attributes {@code [examples, 1 + attributes, tokens]}, ids first. */
    @Override
    public long[] batch(int examples) {
        return hasWordAttributes() ? new long[] {examples, numbersOfToken(), tokens} : new long[] {examples, tokens};
    }

    @Override
    public long[] labels(int examples, int classes) {
        return labelsEachToken() ? new long[] {examples, classes, tokens} : new long[] {examples, classes};
    }

    /** As messages name it: {@code texts of 64 tokens (vocabulary 20000)}. */
    @Override
    public String toString() {
        return "texts of " + tokens + " tokens (vocabulary " + vocabulary + ")";
    }
}
