package io.perennial.driver.run;

import io.perennial.driver.job.Job;
import io.perennial.driver.job.JobFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;

/** Small runs for tests. */
final class Runs {

    private Runs() {
    }

    /** A job of the embedded data, short; {@code settings} are {@code key=value}. */
    static Job job(Path output, String... settings) {
        return job(output.toString(), settings);
    }

    static Job job(String output, String... settings) {
        List<String> all = new ArrayList<>(List.of("output=" + output, "examples=960", "batchSize=8", "localSteps=5", "checkpointEvery=0", "inner.learningRate=0.01"));
        all.addAll(List.of(settings));
        return JobFile.parse("{}", "test.yaml", all);
    }

    /** The same; settings come after those that a test's jobs have in common. */
    static Job job(Path output, List<String> common, String... settings) {
        return job(output, Stream.concat(common.stream(), Stream.of(settings)).toArray(String[]::new));
    }

    static RunResult run(JavaSparkContext spark, Job job, Resume resume, RunListener listener, StopSignal stop) {
        return Training.prepare(job, resume, new Configuration(), line -> { }).run(spark, listener, stop);
    }

    static RunResult run(JavaSparkContext spark, Job job) {
        return run(spark, job, new Resume.Fresh(), new RunListener() { }, new StopSignal());
    }

    static RunResult run(String master, Job job) {
        try (JavaSparkContext spark = LocalSpark.start(master)) {
            return run(spark, job);
        }
    }
}
