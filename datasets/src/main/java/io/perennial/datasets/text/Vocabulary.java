package io.perennial.datasets.text;

import io.perennial.datasets.TokenShape;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tokens by id. The first three are {@link #SPECIAL}. Immutable. */
public final class Vocabulary implements Serializable {

    private static final long serialVersionUID = 1;

    public static final String PADDING = "[PAD]";
    public static final String UNKNOWN = "[UNK]";
    public static final String MASK = "[MASK]";
    /** Ids 0, 1 and 2: no text is ever encoded as padding or mask, whatever it says. */
    public static final List<String> SPECIAL = List.of(PADDING, UNKNOWN, MASK);
    /** Id of {@value #UNKNOWN}. */
    public static final int UNKNOWN_ID = 1;

    private final List<String> tokens;
    private transient volatile Map<String, Integer> ids;

    /** @throws IllegalArgumentException if the special tokens do not come first, a token occurs twice, or there are too many */
    Vocabulary(List<String> tokens) {
        this.tokens = List.copyOf(tokens);
        if (tokens.size() < SPECIAL.size() || !tokens.subList(0, SPECIAL.size()).equals(SPECIAL)) {
            throw new IllegalArgumentException("the first three tokens are not " + String.join(", ", SPECIAL));
        }
        if (tokens.size() > TokenShape.LARGEST_VOCABULARY) {
            throw new IllegalArgumentException(tokens.size() + " tokens are more than " + TokenShape.LARGEST_VOCABULARY);
        }
        if (ids().size() < tokens.size()) {
            throw new IllegalArgumentException("a token occurs twice");
        }
    }

    public List<String> tokens() {
        return tokens;
    }

    public int size() {
        return tokens.size();
    }

    /** Id of a token that is no special one; that of {@value #UNKNOWN} if it is not in the vocabulary. */
    int id(String token) {
        int id = ids().getOrDefault(token, UNKNOWN_ID);
        return id < SPECIAL.size() ? UNKNOWN_ID : id;
    }

    private Map<String, Integer> ids() {
        Map<String, Integer> known = ids;
        if (known == null) {
            known = new HashMap<>(tokens.size() * 2);
            for (int i = 0; i < tokens.size(); i++) {
                known.put(tokens.get(i), i);
            }
            ids = known;
        }
        return known;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Vocabulary that && tokens.equals(that.tokens);
    }

    @Override
    public int hashCode() {
        return tokens.hashCode();
    }
}
