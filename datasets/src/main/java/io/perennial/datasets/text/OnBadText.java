package io.perennial.datasets.text;

/** What is done with a line that is not valid UTF-8, is too long, or holds an empty text. All are counted. */
public enum OnBadText {

    /** Bytes that are no UTF-8 become U+FFFD, a long line is cut; an empty text is left out. */
    REPAIR,
    /** The line is left out. */
    SKIP,
    /** The data is refused. */
    REFUSE
}
