package io.perennial.driver.refresh;

/** What becomes of a record of an arrival. */
enum Fate {
    /** It is trained on, and may come into the buffer. */
    TRAINED("trained on"),
    /** Only the gate sees it. */
    HELD_OUT("held out"),
    /** Its label is none of the model's classes. */
    UNKNOWN_LABEL("unknown label"),
    /** It holds no image that could be read. */
    UNREADABLE("unreadable image"),
    /** Its pixels are those of an example that was consumed before, or of an earlier record. */
    COPY("copy of a known example"),
    /** Somebody had it purged. */
    PURGED("purged example"),
    /** Its pixels are those of an example of the old test set. */
    TEST_EXAMPLE("example of the test set");

    private final String text;

    Fate(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    boolean isUsed() {
        return this == TRAINED || this == HELD_OUT;
    }
}
