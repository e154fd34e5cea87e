package io.perennial.driver.doctor;

import io.perennial.datasets.Dataset;
import io.perennial.driver.job.Job;
import io.perennial.driver.run.JobSizes;
import io.perennial.worker.model.ModelDefinition;
import io.perennial.worker.model.Models;
import io.perennial.worker.model.ParameterLayout;
import io.perennial.worker.natives.NativeMemory;
import io.perennial.worker.training.StepMemory;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;

/**
 * How much a job needs, with an executor for each worker.
 *
 * @param parameters       length of the vector
 * @param replicaBytes     what the inner optimizer and the codec of one worker keep
 * @param shardBytes       examples of one worker
 * @param testBytes        examples of the test set on one executor
 * @param broadcastBytes   parameters sent to each executor in a round
 * @param deltaBytes       sent back by each worker in a round, at most
 * @param stepNativeBytes  that a network takes beside the heap, measured here
 * @param inSlices         whether deltas are averaged in slices on the executors, with a driver of this heap
 * @param driverHeapMiB    for {@code --driver-memory}
 * @param executorHeapMiB  for {@code --executor-memory}
 * @param executorOverheadMiB for {@code spark.executor.memoryOverhead}
 * @param submit           the command line
 */
public record SizePlan(long parameters, long replicaBytes, long shardBytes, long testBytes, long broadcastBytes, long deltaBytes,
                       long stepNativeBytes, boolean inSlices, long driverHeapMiB, long executorHeapMiB, long executorOverheadMiB, String submit) {

    private static final long MIB = 1 << 20;
    private static final long RESERVED_BY_SPARK = 300 * MIB;
    /** Of the rest of the heap, what Spark stores and computes with (spark.memory.fraction); kept half free for shuffles and garbage. */
    private static final double USED = 0.4;
    private static final long DRIVER_BASE = 768 * MIB;
    /** The JVM's own, thread stacks, the natives' code. */
    private static final long OVERHEAD_BASE = 512 * MIB;
    /** What is measured in a few steps grows a little with fragmentation. */
    private static final double SAFETY = 1.5;
    private static final int ROUND_UP_MIB = 256;

    /**
     * Computes it; takes some local steps to measure what natives need.
     *
     * @param file the job's file as the user named it
     */
    static SizePlan of(Job job, Dataset data, ModelDefinition model, String file) throws InterruptedException, ExecutionException {
        ParameterLayout layout = Models.layout(model);
        long vector = 4L * layout.length();
        JobSizes sizes = JobSizes.of(job, layout);
        long replica = 4L * layout.trainable() * sizes.replicaVectors();
        int record = 1 + data.shape().bytes();
        long shard = ceil(data.train().size(), job.workers()) * record;
        long test = ceil(data.test().size(), job.workers()) * record;
        OptionalLong measured = StepMemory.measure(model, data.shape(), data.classes().size(), job.batchSize());
        long step = Math.max(measured.orElse(0), 2 * vector + replica);
        long batches = 3L * 4 * job.batchSize() * (data.shape().numbers() + data.classes().size());
        // Parameters before and after, their encoding, the mean in double precision, outer state and final average, labels and fingerprints.
        long driverUse = 2 * vector + sizes.parameterBytes() + 2 * vector + sizes.driverVectors() * vector + 9 * (data.train().size() + data.test().size());
        boolean slices = sizes.inSlices(job, driverHeap(driverUse) * MIB);
        // Two generations of replicas and deltas, the parameters encoded and decoded, the copy that is encoded anew and what it decodes to; in slices the parts of
        // the deltas that meet here, and their mean, which are one delta and one mean where there are as many parts as workers.
        long executorUse = shard + test + 2 * (replica + sizes.deltaBytes()) + sizes.parameterBytes() + 3 * vector + batches + (slices ? sizes.deltaBytes() + 2 * vector : 0);
        long executorHeap = Math.max(1024, roundUp(RESERVED_BY_SPARK + (long) (executorUse / USED)));
        long overhead = roundUp((long) (SAFETY * (step + replica)) + OVERHEAD_BASE);
        // Else a delta of each worker, and one of them decoded.
        long driverHeap = driverHeap(slices ? driverUse : driverUse + job.workers() * sizes.deltaBytes() + vector);
        return new SizePlan(layout.length(), replica, shard, test, sizes.parameterBytes(), sizes.deltaBytes(), step, slices, driverHeap, executorHeap, overhead,
                submit(job, file, driverHeap, executorHeap, overhead));
    }

    private static String submit(Job job, String file, long driver, long executor, long overhead) {
        return "spark-submit --class io.perennial.jobs.Main --master " + job.master().filter(master -> !master.startsWith("local")).orElse("spark://HOST:7077")
                + " --driver-memory " + driver + "m --executor-memory " + executor + "m --executor-cores " + job.threads()
                + " --conf spark.executor.instances=" + job.workers() + " --conf spark.cores.max=" + job.workers() * job.threads()
                + " --conf spark.executor.memoryOverhead=" + overhead + "m --conf spark.executor.extraJavaOptions=-D" + NativeMemory.PROPERTY + "=" + overhead + "m"
                + " perennial.jar train " + file;
    }

    private static long driverHeap(long use) {
        return roundUp(DRIVER_BASE + (long) (SAFETY * use));
    }

    private static long ceil(long examples, int workers) {
        return (examples + workers - 1) / workers;
    }

    private static long roundUp(long bytes) {
        long step = ROUND_UP_MIB * MIB;
        return (bytes + step - 1) / step * ROUND_UP_MIB;
    }
}
