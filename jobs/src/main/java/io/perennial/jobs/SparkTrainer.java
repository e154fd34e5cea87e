package io.perennial.jobs;

import io.perennial.driver.job.Job;
import io.perennial.driver.run.PreparedRun;
import io.perennial.driver.run.Resume;
import io.perennial.driver.run.RunResult;
import io.perennial.driver.run.StopSignal;
import io.perennial.driver.run.Training;

import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

import java.io.PrintWriter;

/** Trains in a Spark context of its own, which starts when everything that can be checked without it is. */
final class SparkTrainer implements Trainer {

    @Override
    public RunResult train(Job job, Resume resume, Configuration hadoop, PrintWriter err) {
        SparkConf conf = SparkSettings.ofThisJvm().of(job);
        PreparedRun prepared = Training.prepare(job, resume, hadoop, err::println);
        if (prepared.alreadyDone().isPresent()) {
            err.println("nothing left to do: the run in " + prepared.directory() + " is done");
            return prepared.alreadyDone().get();
        }
        ConsoleProgress.Style style = ConsoleProgress.Style.of(System.console(), System.getenv());
        StopSignal stop = new StopSignal();
        try (JavaSparkContext spark = new JavaSparkContext(conf);
             ConsoleProgress progress = new ConsoleProgress(job, err, style, System::nanoTime);
             // after Spark has started: until then there is nothing to save and a signal just ends the process
             Signals signals = Signals.to(stop, err)) {
            return prepared.run(spark, progress, stop);
        }
    }
}
