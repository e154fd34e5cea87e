package io.perennial.bench.round;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.TaskInfo;
import scala.collection.JavaConverters;

/** What Spark says a job's time goes to, for jobs that a predicate on their description picks: means in ms, of the slowest task where tasks differ. */
final class JobParts extends SparkListener implements AutoCloseable {

    private static final String DESCRIPTION = "spark.job.description";

    private final JavaSparkContext spark;
    private final String wanted;
    private final Map<Integer, Job> jobs = new HashMap<>();
    private final Map<Integer, Job> stages = new HashMap<>();

    private static final class Job {
        private final Set<Integer> stages = new HashSet<>();
        private long start;
        private long end;
        private long launched = Long.MAX_VALUE;
        private long finished;
        private double deserialize;
        private double run;
        private double result;
        private double way;
    }

    /** @param wanted part of the description; the empty text picks every job */
    JobParts(JavaSparkContext spark, String wanted) {
        this.spark = spark;
        this.wanted = wanted;
        spark.sc().addSparkListener(this);
    }

    @Override
    public synchronized void onJobStart(SparkListenerJobStart started) {
        String description = started.properties() == null ? null : started.properties().getProperty(DESCRIPTION);
        if (!wanted.isEmpty() && (description == null || !description.contains(wanted))) {
            return;
        }
        Job job = new Job();
        job.start = started.time();
        JavaConverters.seqAsJavaList(started.stageInfos()).forEach(stage -> stages.put(stage.stageId(), job));
        jobs.put(started.jobId(), job);
    }

    @Override
    public synchronized void onTaskEnd(SparkListenerTaskEnd ended) {
        Job job = stages.get(ended.stageId());
        TaskMetrics metrics = ended.taskMetrics();
        if (job == null || metrics == null) {
            return;
        }
        TaskInfo task = ended.taskInfo();
        job.launched = Math.min(job.launched, task.launchTime());
        job.finished = Math.max(job.finished, task.finishTime());
        job.deserialize = Math.max(job.deserialize, metrics.executorDeserializeTime());
        job.run = Math.max(job.run, metrics.executorRunTime());
        job.result = Math.max(job.result, metrics.resultSerializationTime());
        job.way = Math.max(job.way, task.duration() - metrics.executorDeserializeTime() - metrics.executorRunTime() - metrics.resultSerializationTime());
    }

    @Override
    public synchronized void onJobEnd(SparkListenerJobEnd ended) {
        Job job = jobs.get(ended.jobId());
        if (job != null) {
            job.end = ended.time();
        }
    }

    /** @param compute mean ms of a task's run that are local steps */
    synchronized String text(double compute) {
        double[] sums = new double[6];
        int n = 0;
        for (Job job : jobs.values()) {
            if (job.end > 0 && job.finished > 0) {
                n++;
                sums[0] += job.launched - job.start;
                sums[1] += job.way;
                sums[2] += job.deserialize;
                sums[3] += job.run;
                sums[4] += job.result;
                sums[5] += job.end - job.finished;
            }
        }
        return String.format("of Spark's job: to the first task %.1f, way to the executor and back %.1f, task deserialization %.1f, run without local steps %.1f, "
                + "result serialization %.1f, after the last task %.1f", sums[0] / n, sums[1] / n, sums[2] / n, sums[3] / n - compute, sums[4] / n, sums[5] / n);
    }

    @Override
    public void close() {
        spark.sc().removeSparkListener(this);
    }
}
