package io.perennial.driver.refresh;

import io.perennial.driver.job.Job;
import io.perennial.driver.run.PreparedRun;
import io.perennial.driver.run.RunResult;
import io.perennial.driver.run.SparkWork;

/** Where a refresh has its work done. Spark need not run before it is first asked: most refreshes find nothing new. */
public interface Cluster {

    RunResult train(Job job, PreparedRun run);

    <T> T run(SparkWork<T> work);
}
