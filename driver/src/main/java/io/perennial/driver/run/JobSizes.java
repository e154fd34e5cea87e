package io.perennial.driver.run;

import io.perennial.driver.job.FinalParameters;
import io.perennial.driver.job.Job;
import io.perennial.worker.codec.DeltaCodec;
import io.perennial.worker.codec.ParameterCodec;
import io.perennial.worker.model.ParameterLayout;
import org.apache.spark.SparkConf;

/**
 * What a job's optimizers and codecs keep and send.
 *
 * @param replicaVectors of each worker, as long as the trainable parameters
 * @param driverVectors  beside the parameters and as long as they
 * @param parameterBytes to each executor in a round
 * @param deltaBytes     from each worker in a round, at most
 */
public record JobSizes(int replicaVectors, int driverVectors, long parameterBytes, long deltaBytes) {

    /**
     * Whether a run averages its deltas in slices, with as much collected in one of Spark's jobs as Spark allows by itself.
     *
     * @param driverHeap bytes
     */
    public boolean inSlices(Job job, long driverHeap) {
        return Aggregation.inSlices(job.aggregation(), job.workers(), deltaBytes, driverHeap, Aggregation.mostResult(new SparkConf(false)));
    }

    /** Of a job with a model of this layout. */
    public static JobSizes of(Job job, ParameterLayout layout) {
        DeltaCodec up = JobPlans.deltaCodec(job, layout);
        ParameterCodec down = JobPlans.parameterCodec(job, layout);
        return new JobSizes(JobPlans.inner(job).stateNames().size() + up.stateNames().size(),
                JobPlans.outer(job).stateNames().size() + down.stateNames().size() + (job.finalParameters() == FinalParameters.LAST ? 0 : 1),
                down.maxParameterBytes(layout.length()), up.maxDeltaBytes(layout.length()));
    }
}
