package io.perennial.driver.job;

/** What a setting can change. A resumed run must agree on every {@link #RESULT} setting. */
public enum Effect {

    /** The bits of the trained parameters. */
    RESULT("result"),

    /** How the run goes or what it reports, never the trained parameters. */
    OPERATION("operation");

    private final String text;

    Effect(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
