package io.perennial.driver.run;

/** Follows a run on the driver. Called from the thread that runs the rounds, except {@link #workerLost}; must return quickly. */
public interface RunListener {

    /** The run is about to do its first round (of this process). */
    default void started(RunStart start) {
    }

    /** A round is done and its average taken. */
    default void roundDone(RoundReport round) {
    }

    /** A checkpoint became visible. */
    default void checkpointed(int round, String directory) {
    }

    /** Spark lost an executor; its tasks are run again elsewhere. */
    default void workerLost(String executor, String reason) {
    }

    /** Something the user should know that does not stop the run. */
    default void warning(String message) {
    }

    /** Something done that the user may want to see (waiting for slots, placement spread again). */
    default void note(String message) {
    }
}
