package io.perennial.jobs;

import io.perennial.driver.run.RunResult;

/** How a verb ends, for schedulers. */
public enum ExitCode {

    /** Done; also: nothing new to do. */
    DONE(0),
    /** Failed; also: diverged. */
    FAILED(1),
    /** Usage, configuration or data cannot be used. */
    USAGE(2),
    /** The gate rejected the candidate. */
    REJECTED(3),
    /** Another run holds the lock. */
    LOCKED(4),
    /** A signal stopped the run, and a checkpoint was written. */
    STOPPED(143);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    /** What the process exits with. */
    public int code() {
        return code;
    }

    static ExitCode of(RunResult.Status status) {
        return switch (status) {
            case DONE -> DONE;
            case STOPPED -> STOPPED;
            case DIVERGED, FAILED -> FAILED;
        };
    }
}
