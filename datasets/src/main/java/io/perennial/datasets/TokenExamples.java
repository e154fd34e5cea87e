package io.perennial.datasets;

import java.util.Arrays;

/** Texts as token ids in one array, without padding. Immutable. */
public final class TokenExamples implements Examples {

    private static final long serialVersionUID = 1;
    /** Beside a tag: the token goes on with the word of the one before. */
    private static final int CONTINUES = 0x8000;

    private final TokenShape shape;
    private final char[] tokens;
    /** Where each text starts in {@code tokens}; one more entry holds the end. */
    private final int[] starts;
    /** By example where a text has one label, by token where each has one; empty where the tokens are the labels. */
    private final char[] labels;
    /** Of the word of each token, {@link TokenShape#WORD_ATTRIBUTES} side by side; empty where there are none. */
    private final char[] attributes;
    private final long[] ids;

    private TokenExamples(Builder from) {
        shape = from.shape;
        tokens = Arrays.copyOf(from.tokens, from.starts[from.size]);
        starts = Arrays.copyOf(from.starts, from.size + 1);
        labels = Arrays.copyOf(from.labels, from.labelled);
        attributes = Arrays.copyOf(from.attributes, shape.hasWordAttributes() ? tokens.length * TokenShape.WORD_ATTRIBUTES : 0);
        ids = Arrays.copyOf(from.ids, from.size);
    }

    /** Of every example. */
    public TokenShape shape() {
        return shape;
    }

    @Override
    public int size() {
        return ids.length;
    }

    /** Class of a text; 0 where each token has a label of its own. */
    @Override
    public int label(int i) {
        return shape.labelsEachToken() ? 0 : labels[i];
    }

    @Override
    public long id(int i) {
        return ids[i];
    }

    /** Tokens of example {@code i} that a network sees, 1 to {@code shape().tokens()}; the rest is padding. */
    public int length(int i) {
        int stored = starts[i + 1] - starts[i];
        return shape.isRunning() ? stored - 1 : stored;
    }

    /** Id of token {@code t} of example {@code i}, {@code 0 <= t < length(i)}. */
    public int token(int i, int t) {
        return tokens[starts[i] + t];
    }

    /** Attribute {@code a} of the word of token {@code t} of example {@code i}, where the shape has attributes. */
    public int wordAttribute(int i, int t, int a) {
        return attributes[(starts[i] + t) * TokenShape.WORD_ATTRIBUTES + a];
    }

    /** Label of token {@code t} of example {@code i}, where each has one. */
    public int label(int i, int t) {
        return switch (shape.target()) {
            case NEXT_TOKEN -> tokens[starts[i] + t + 1];
            case MASKED_TOKEN -> tokens[starts[i] + t];
            case TAG -> labels[starts[i] + t] & ~CONTINUES;
            case CLASS -> throw new IllegalStateException("a text has one label, not one for each token");
        };
    }

    /** Whether token {@code t} of example {@code i} begins a word, where words have tags; it alone is asked for the word's tag. */
    public boolean beginsWord(int i, int t) {
        return (labels[starts[i] + t] & CONTINUES) == 0;
    }

    /** Collects examples. */
    public static final class Builder {
        private final TokenShape shape;
        private char[] tokens = new char[1024];
        private int[] starts = new int[64];
        private char[] labels = new char[64];
        private int labelled;
        private char[] attributes = new char[0];
        private long[] ids = new long[64];
        private int size;

        public Builder(TokenShape shape) {
            this.shape = shape;
        }

        /**
         * Adds a text with a class.
         *
         * @param text at least one token, at most as many as the shape has
         */
        public void add(long id, char[] text, int label) {
            check(text.length >= 1 && text.length <= shape.tokens() && shape.target() == TokenShape.Target.CLASS, text);
            append(id, text);
            label((char) label);
        }

        /**
         * Adds a window of running text.
         *
         * @param window at least two tokens, at most one more than the shape has: each but the last is followed by the next
         */
        public void add(long id, char[] window) {
            check(window.length >= 2 && window.length <= shape.tokens() + 1 && shape.isRunning(), window);
            append(id, window);
        }

        /**
         * Adds a text with a label for each token.
         *
         * @param continues      which tokens go on with the word of the one before
         * @param wordAttributes of the tokens' words, token by token; none where the shape has none
         */
        public void add(long id, char[] text, char[] tags, boolean[] continues, char[] wordAttributes) {
            check(text.length >= 1 && text.length <= shape.tokens() && tags.length == text.length && continues.length == text.length
                    && wordAttributes.length == text.length * (shape.numbersOfToken() - 1) && shape.target() == TokenShape.Target.TAG, text);
            if (wordAttributes.length > 0) {
                int from = starts[size] * TokenShape.WORD_ATTRIBUTES;
                if (from + wordAttributes.length > attributes.length) {
                    attributes = Arrays.copyOf(attributes, Math.max(from + wordAttributes.length, 2 * attributes.length));
                }
                System.arraycopy(wordAttributes, 0, attributes, from, wordAttributes.length);
            }
            append(id, text);
            for (int t = 0; t < tags.length; t++) {
                label((char) (continues[t] ? tags[t] | CONTINUES : tags[t]));
            }
        }

        private void check(boolean fits, char[] text) {
            if (!fits) {
                throw new IllegalArgumentException(text.length + " tokens do not make an example of " + shape + ", " + shape.target());
            }
        }

        private void append(long id, char[] text) {
            if (size + 1 == starts.length) {
                starts = Arrays.copyOf(starts, 2 * starts.length);
                ids = Arrays.copyOf(ids, 2 * ids.length);
            }
            int from = starts[size];
            int to = Math.addExact(from, text.length);
            if (to > tokens.length) {
                tokens = Arrays.copyOf(tokens, (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(to, 2L * tokens.length)));
            }
            System.arraycopy(text, 0, tokens, from, text.length);
            ids[size++] = id;
            starts[size] = to;
        }

        private void label(char label) {
            if (labelled == labels.length) {
                labels = Arrays.copyOf(labels, 2 * labels.length);
            }
            labels[labelled++] = label;
        }

        public TokenExamples build() {
            return new TokenExamples(this);
        }
    }
}
