package io.perennial.driver.run;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Gives the calling thread's Spark labels back when it is closed: a run names its jobs, but a host (a notebook's cancel button) may
 * have named the thread's jobs before.
 */
final class JobLabels implements AutoCloseable {

    private static final String[] LABELS = {"spark.jobGroup.id", "spark.job.description", "spark.job.interruptOnCancel"};

    private final JavaSparkContext spark;
    private final Map<String, String> before = new LinkedHashMap<>();

    JobLabels(JavaSparkContext spark) {
        this.spark = spark;
        for (String label : LABELS) {
            before.put(label, spark.getLocalProperty(label));
        }
    }

    @Override
    public void close() {
        before.forEach(spark::setLocalProperty);
    }
}
