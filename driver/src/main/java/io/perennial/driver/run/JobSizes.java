package io.perennial.driver.run;

import io.perennial.driver.job.FinalParameters;
import io.perennial.driver.job.Job;

/** How many vectors a job keeps beside the parameters. */
public final class JobSizes {

    private JobSizes() {
    }

    /** Of each worker, as long as the trainable parameters. */
    public static int innerStateVectors(Job job) {
        return JobPlans.inner(job).stateNames().size();
    }

    /** Of the driver, as long as the parameters: the outer optimizer's, and the average for the finished model. */
    public static int driverVectors(Job job) {
        return JobPlans.outer(job).stateNames().size() + (job.finalParameters() == FinalParameters.LAST ? 0 : 1);
    }
}
