package io.perennial.driver.run;

import io.perennial.driver.storage.RunDirectory;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A new run whose job says {@code localSteps: auto}: measures some rounds of the same job, chooses a number, and is from there on a run of that number, which its
 * job.yaml and provenance.json hold. What is measured is forgotten, so that the parameters are those of a run that was told the number.
 *
 * @param ready with some number, of which only the checks are used
 */
record MeasuredRun(ReadyRun ready) implements PreparedRun {

    @Override
    public String directory() {
        return ready.directory();
    }

    @Override
    public Optional<RunResult> alreadyDone() {
        return Optional.empty();
    }

    @Override
    public RunResult run(JavaSparkContext spark, RunListener listener, StopSignal stop) {
        RoundCosts costs = new RoundCosts();
        try {
            measure(spark, listener, stop, costs);
        } catch (IOException e) {
            throw new RunFailedException("localSteps: auto cannot measure beside " + directory() + ": " + e.getMessage(), e);
        }
        if (stop.requested()) {
            return new RunResult(RunResult.Status.STOPPED, directory(), ready.model().name(), ready.plan().workers(), 0, 0, Double.NaN, Double.NaN,
                    new RoundReport.Bytes(0, 0), null, null, ready.job().seed(), null, "stopped before localSteps: auto had chosen a number: nothing to resume, start it again");
        }
        int chosen = costs.localSteps(ready.plan().totalSteps());
        listener.note("localSteps: auto measured " + costs + "; this is a run of localSteps: " + chosen + " from here on");
        return ready.withLocalSteps(chosen).run(spark, listener, stop);
    }

    /** Rounds of the same job in a hidden directory, which goes again. */
    private void measure(JavaSparkContext spark, RunListener listener, StopSignal stop, RoundCosts costs) throws IOException {
        RunDirectory own = ready.runDirectory();
        Path hidden = new Path(own.path(), ".measured-" + UUID.randomUUID());
        RunDirectory measured = RunDirectory.of(hidden.toString(), spark.hadoopConfiguration());
        StopSignal enough = new StopSignal();
        Runnable stopped = () -> enough.request(stop.why());
        stop.onRequest(stopped);
        try {
            ready.measuring(measured).run(spark, costs.watching(listener, enough), enough);
        } finally {
            stop.forget(stopped);
            own.files().delete(hidden, true);
        }
    }
}
