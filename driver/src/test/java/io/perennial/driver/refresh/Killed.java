package io.perennial.driver.refresh;

/** An end that nothing is prepared for. */
final class Killed extends Error {

    private static final long serialVersionUID = 1;

    /** Ends a refresh when it has done a step. */
    static Step.Follower at(Step step) {
        return reached -> {
            if (reached == step) {
                throw new Killed();
            }
        };
    }
}
