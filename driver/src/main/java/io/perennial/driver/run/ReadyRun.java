package io.perennial.driver.run;

import io.perennial.datasets.Dataset;
import io.perennial.driver.job.Job;
import io.perennial.driver.job.Origin;
import io.perennial.driver.storage.RunDirectory;
import io.perennial.worker.continual.Objective;
import io.perennial.worker.model.ModelDefinition;
import io.perennial.worker.natives.Natives;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A run with rounds to do, from the newest checkpoint in its directory if there is one.
 *
 * @param dataSha256        of the data's manifest
 * @param initialParameters what a new run starts from
 * @param startSha256       of the initial parameters, where they are a model's; null where the seed decides them
 * @param objective         of every local step
 * @param original          the run that this one repeats; null if it repeats none
 * @param warnings          for the listener, once there is one
 */
record ReadyRun(Job job, Dataset data, String dataSha256, ModelDefinition model, float[] initialParameters, String startSha256, Objective objective, RunPlan plan,
                RunDirectory runDirectory, Original original, List<String> warnings) implements PreparedRun {

    /** This run with so many local steps a round. */
    ReadyRun withLocalSteps(int number) {
        Job told = job.withLocalSteps(number, new Origin.Fallback());
        return new ReadyRun(told, data, dataSha256, model, initialParameters, startSha256, objective, Training.plan(told, data, plan.layout()), runDirectory, original,
                warnings);
    }

    /** A run of the same local steps in another directory, whose rounds are to be measured. */
    ReadyRun measuring(RunDirectory elsewhere) {
        return new ReadyRun(job.withOutput(elsewhere.shown()), data, dataSha256, model, initialParameters, startSha256, objective, plan, elsewhere, null, List.of());
    }

    @Override
    public String directory() {
        return runDirectory.shown();
    }

    @Override
    public Optional<RunResult> alreadyDone() {
        return Optional.empty();
    }

    @Override
    public RunResult run(JavaSparkContext spark, RunListener listener, StopSignal stop) {
        warnings.forEach(listener::warning);
        Natives.prepare().forEach(listener::warning);
        try (RunSession session = new RunSession(this, spark, listener, stop)) {
            return session.run();
        }
    }
}
