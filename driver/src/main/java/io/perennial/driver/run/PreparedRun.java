package io.perennial.driver.run;

import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;

/** A run that was checked and can start as soon as there is Spark. */
public sealed interface PreparedRun permits PreparedRun.Ended, MeasuredRun, ReadyRun {

    /** The run's directory as a user would type it. */
    String directory();

    /** The result of a run that was asked to continue and has nothing left to do; empty if there is work. */
    Optional<RunResult> alreadyDone();

    /**
     * Does the rounds.
     *
     * @param spark    not stopped afterwards; other work may go on in it, another run's included
     * @param listener told of every round
     * @param stop     asks for a checkpoint and an end
     * @throws RunFailedException if the run cannot go on
     */
    RunResult run(JavaSparkContext spark, RunListener listener, StopSignal stop);

    /** A run that has nothing left to do. */
    record Ended(RunResult result) implements PreparedRun {
        @Override
        public String directory() {
            return result.directory();
        }

        @Override
        public Optional<RunResult> alreadyDone() {
            return Optional.of(result);
        }

        @Override
        public RunResult run(JavaSparkContext spark, RunListener listener, StopSignal stop) {
            return result;
        }
    }
}
