package io.perennial.driver.run;

import org.apache.spark.api.java.JavaSparkContext;

/**
 * How a run's rounds are found among Spark's jobs. They carry a tag of the run's own, by which the run cancels them; and they stay in the
 * host's job group where the thread has one, so that a notebook's progress shows them and its cancel button reaches them.
 */
final class RunGroup {

    private static final String GROUP = "spark.jobGroup.id";

    private final JavaSparkContext spark;
    private final String tag;
    /** Null where nobody named the thread's jobs. */
    private final String host;

    private RunGroup(JavaSparkContext spark, String tag, String host) {
        this.spark = spark;
        this.tag = tag;
        this.host = host;
    }

    static RunGroup ofThisThread(JavaSparkContext spark, String runId) {
        return new RunGroup(spark, "perennial-" + runId, spark.getLocalProperty(GROUP));
    }

    /** The thread's jobs are the run's from here on. */
    void enter(String description) {
        spark.addJobTag(tag);
        if (host == null) {
            spark.setJobGroup(tag, description, false);
        } else {
            spark.setJobDescription(description);
        }
    }

    void leave() {
        spark.removeJobTag(tag);
        if (host == null) {
            spark.clearJobGroup();
        }
    }

    /** Cancels the run's jobs. From any thread. */
    void cancel() {
        spark.cancelJobsWithTag(tag);
    }

    /** Whether a job failed because somebody cancelled the group that it was in. */
    boolean cancelledByHost(Exception failure) {
        String message = failure.getMessage();
        return message != null && message.contains("cancelled part of cancelled job group " + (host == null ? tag : host));
    }
}
