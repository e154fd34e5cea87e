package io.perennial.worker.model.text;

import io.perennial.errors.InputException;
import java.io.Serializable;

/**
 * Sizes of a text model.
 *
 * @param width   numbers that stand for a token between layers
 * @param layers  blocks of a Transformer, layers of an LSTM
 * @param heads   of a Transformer's attention; must divide the width
 * @param dropout share of numbers dropped in training
 */
public record TextModelOptions(int width, int layers, int heads, double dropout) implements Serializable {

    /** Where a job says nothing. */
    public static final TextModelOptions DEFAULT = new TextModelOptions(128, 2, 4, 0);

    /** @throws InputException if they do not fit together */
    public TextModelOptions {
        if (width < 1 || layers < 1 || heads < 1 || !(dropout >= 0 && dropout < 1)) {
            throw new InputException("network: found width " + width + ", layers " + layers + ", heads " + heads + ", dropout " + dropout
                    + "; expected whole numbers of at least 1 and a dropout of at least 0 and below 1");
        }
    }

    /** Checks what a Transformer's attention needs. */
    TextModelOptions forAttention() {
        if (width % heads != 0) {
            throw new InputException("network.heads: found " + heads + ", which does not divide network.width " + width
                    + "; choose heads that do");
        }
        return this;
    }
}
