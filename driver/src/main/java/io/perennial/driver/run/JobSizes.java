package io.perennial.driver.run;

import io.perennial.driver.job.Job;

/** How many vectors a job's optimizers keep beside the parameters. */
public final class JobSizes {

    private JobSizes() {
    }

    /** Of each worker, as long as the trainable parameters. */
    public static int innerStateVectors(Job job) {
        return JobPlans.inner(job).stateNames().size();
    }

    /** Of the driver, as long as the parameters. */
    public static int outerStateVectors(Job job) {
        return JobPlans.outer(job).stateNames().size();
    }
}
