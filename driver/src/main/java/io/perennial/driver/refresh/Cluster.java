package io.perennial.driver.refresh;

import io.perennial.driver.job.Job;
import io.perennial.driver.run.Evaluation;
import io.perennial.driver.run.ModelEvaluation;
import io.perennial.driver.run.PreparedRun;
import io.perennial.driver.run.RunResult;

/** Where a refresh has its work done. Spark need not run before it is first asked: most refreshes find nothing new. */
public interface Cluster {

    RunResult train(Job job, PreparedRun run);

    Evaluation evaluate(ModelEvaluation evaluation);
}
