package io.perennial.worker.training;

import io.perennial.datasets.TokenExamples;
import io.perennial.datasets.TokenShape;
import io.perennial.datasets.text.Vocabulary;
import io.perennial.worker.random.Stream;

/**
 * Hides tokens as BERT does (Devlin et al. 2019, section 3.1 and appendix A.1): {@value #SHARE} of them are chosen; of these 80 % become the mask token, 10 % a
 * token drawn from the vocabulary and 10 % stay, all to be told. At least one of each example is chosen. A pure function of seed, epoch and the example's
 * identity, so that every epoch hides others and an evaluation always the same. Not thread-safe.
 */
final class TokenMasking {

    private static final float SHARE = 0.15f;
    private static final float MASKED = 0.8f;
    private static final float REPLACED = 0.9f;
    /** The first ids of every vocabulary; never drawn. */
    private static final int SPECIAL = Vocabulary.SPECIAL.size();
    private static final int MASK = Vocabulary.SPECIAL.indexOf(Vocabulary.MASK);

    private final long seed;
    private final TokenShape shape;
    private final int[] seen;
    private final boolean[] hidden;

    TokenMasking(long seed, TokenShape shape) {
        this.seed = seed;
        this.shape = shape;
        this.seen = new int[shape.tokens()];
        this.hidden = new boolean[shape.tokens()];
    }

    /**
     * What a network sees of an example.
     *
     * @return token ids, up to the example's length; written over by the next call
     */
    int[] seen(TokenExamples texts, int example, long epoch) {
        Stream stream = Stream.of(seed, "masked tokens", epoch, texts.id(example));
        int length = texts.length(example);
        int chosen = 0;
        for (int t = 0; t < length; t++) {
            hidden[t] = stream.nextFloat() < SHARE;
            chosen += hidden[t] ? 1 : 0;
        }
        if (chosen == 0) {
            hidden[stream.nextInt(length)] = true;
        }
        for (int t = 0; t < length; t++) {
            seen[t] = hidden[t] ? instead(texts.token(example, t), stream) : texts.token(example, t);
        }
        return seen;
    }

    private int instead(int token, Stream stream) {
        float what = stream.nextFloat();
        if (what < MASKED) {
            return MASK;
        }
        return what < REPLACED && shape.vocabulary() > SPECIAL ? SPECIAL + stream.nextInt(shape.vocabulary() - SPECIAL) : token;
    }

    /** Whether token {@code t} of the example that was last asked for is to be told. */
    boolean isHidden(int t) {
        return hidden[t];
    }
}
