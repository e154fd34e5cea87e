package io.perennial.driver.refresh;

import io.perennial.driver.job.Job;
import io.perennial.driver.run.PreparedRun;
import io.perennial.driver.run.RunListener;
import io.perennial.driver.run.RunResult;
import io.perennial.driver.run.SparkWork;
import io.perennial.driver.run.StopSignal;
import org.apache.spark.api.java.JavaSparkContext;

/** Runs what a refresh asks for on a Spark in this JVM. */
record InThisJvm(JavaSparkContext spark) implements Cluster {

    @Override
    public RunResult train(Job job, PreparedRun run) {
        return run.run(spark, new RunListener() { }, new StopSignal());
    }

    @Override
    public <T> T run(SparkWork<T> work) {
        return work.run(spark);
    }
}
