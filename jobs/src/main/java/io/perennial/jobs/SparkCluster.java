package io.perennial.jobs;

import io.perennial.driver.job.Job;
import io.perennial.driver.refresh.Cluster;
import io.perennial.driver.run.PreparedRun;
import io.perennial.driver.run.RunResult;
import io.perennial.driver.run.SparkWork;
import io.perennial.driver.run.StopSignal;
import java.io.PrintWriter;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** A Spark context of its own for a refresh, from the moment that it has something to compute. */
final class SparkCluster implements Cluster, AutoCloseable {

    private final SparkConf conf;
    private final StopSignal stop;
    private final PrintWriter err;
    private JavaSparkContext spark;
    private Signals signals;

    SparkCluster(SparkConf conf, StopSignal stop, PrintWriter err) {
        this.conf = conf;
        this.stop = stop;
        this.err = err;
    }

    @Override
    public RunResult train(Job job, PreparedRun run) {
        JavaSparkContext context = started();
        try (ConsoleProgress progress = new ConsoleProgress(job, err, ConsoleProgress.Style.of(System.console(), System.getenv()), System::nanoTime)) {
            return run.run(context, progress, stop);
        }
    }

    @Override
    public <T> T run(SparkWork<T> work) {
        return work.run(started());
    }

    private JavaSparkContext started() {
        if (spark == null) {
            spark = new JavaSparkContext(conf);
            // Before it there is nothing to save, and a signal just ends the process.
            signals = Signals.to(stop, err);
        }
        return spark;
    }

    @Override
    public void close() {
        if (spark != null) {
            signals.close();
            spark.close();
        }
    }
}
