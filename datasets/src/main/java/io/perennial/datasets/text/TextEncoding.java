package io.perennial.datasets.text;

import io.perennial.datasets.TokenShape;
import java.io.Serializable;
import java.util.Arrays;

/**
 * How texts become a network's input: part of a model, since nothing else would be read alike.
 *
 * @param tokenizer takes them apart
 * @param length    tokens that a text is padded or cut to
 * @param target    what is told of a text
 * @param rules     what lines may be
 * @param wordBuckets numbers that the attributes of tagged words are hashed to; 0 for no attributes
 */
public record TextEncoding(Tokenizer tokenizer, int length, TokenShape.Target target, LineRules rules, int wordBuckets) implements Serializable {

    /** Without attributes of words. */
    public TextEncoding(Tokenizer tokenizer, int length, TokenShape.Target target, LineRules rules) {
        this(tokenizer, length, target, rules, 0);
    }

    /** Of every example. */
    public TokenShape shape() {
        return new TokenShape(length, tokenizer.vocabulary().size(), target, wordBuckets);
    }

    /** Whether a text says nothing: spaces, control characters and what was no character. */
    public static boolean isEmpty(String text) {
        return text.codePoints().allMatch(c -> Pieces.isSpace(c) || c == 0xfffd || Character.isISOControl(c));
    }

    /** A text's first tokens, at most {@link #length}; one that is unknown where a text has none. */
    public char[] encode(String text) {
        char[] ids = tokenizer.encode(text);
        if (ids.length == 0) {
            return new char[] {Vocabulary.UNKNOWN_ID};
        }
        return ids.length <= length ? ids : Arrays.copyOf(ids, length);
    }
}
