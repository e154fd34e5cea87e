package io.perennial.datasets.text;

import java.io.Serializable;

/**
 * What a line may be.
 *
 * @param onBad   what is done where it is not
 * @param longest bytes of a line at most
 */
public record LineRules(OnBadText onBad, int longest) implements Serializable {

    /** Bytes of a line at most, where nobody says otherwise. */
    public static final int DEFAULT_LONGEST = 1 << 20;
    public static final LineRules DEFAULT = new LineRules(OnBadText.REPAIR, DEFAULT_LONGEST);
}
