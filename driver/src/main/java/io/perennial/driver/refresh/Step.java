package io.perennial.driver.refresh;

/** What a refresh has done when it goes on to the next thing: where a kill makes a difference. */
enum Step {
    /** The model is ours. */
    LOCKED,
    /** Arrivals were read and judged; nothing is written. */
    INSPECTED,
    /** What will be consumed is written down. */
    PLANNED,
    /** The training set's files are written, their description is not. */
    COPIED,
    /** The training set is whole. */
    PREPARED,
    /** The champion is measured, and the new labels agree with it as far as they should. */
    BELIEVED,
    /** The run is done. */
    TRAINED,
    /** The candidate is measured. */
    EVALUATED,
    /** The version's files are written under a hidden name. */
    STAGED,
    /** The version has its number, but the history does not name it. */
    PLACED,
    /** The history names it: published and consumed. */
    COMMITTED,
    /** What was only needed on the way is removed. */
    TIDIED;

    /** Follows a refresh. A seam: tests kill it where they like. */
    interface Follower {
        void reached(Step step);
    }
}
