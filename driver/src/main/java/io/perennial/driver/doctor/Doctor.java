package io.perennial.driver.doctor;

import io.perennial.datasets.Dataset;
import io.perennial.driver.job.Job;
import io.perennial.driver.run.RunListener;
import io.perennial.driver.run.Slots;
import io.perennial.driver.run.SparkFailures;
import io.perennial.driver.run.StopSignal;
import io.perennial.driver.run.Training;
import io.perennial.errors.InputException;
import io.perennial.worker.model.ModelDefinition;
import io.perennial.worker.natives.Machine;
import io.perennial.worker.natives.Natives;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** Looks at everything a run will need, before hours are spent: each check says what it found and what to do. */
public final class Doctor {

    private static final int JAVA = 17;
    private static final String SPARK = "3.5.";
    /** Tasks for each slot, so that every executor gets one. */
    private static final int TASKS_A_SLOT = 4;
    private static final String GPU_AMOUNT = "spark.executor.resource.gpu.amount";

    private Doctor() {
    }

    /** This JVM: Java, Spark, natives, memory, GPUs. */
    public static List<Finding> checkHere(SparkConf conf) {
        List<Finding> findings = new ArrayList<>();
        findings.add(java("driver", System.getProperty("java.version"), Runtime.version().feature()));
        String spark = org.apache.spark.package$.MODULE$.SPARK_VERSION();
        findings.add(spark.startsWith(SPARK) ? Finding.ok("spark", spark)
                : Finding.warn("spark", spark + ", tried is " + SPARK + "x", "submit with a Spark " + SPARK + "x if something fails"));
        String machine = natives(findings);
        findings.add(ProcessMemory.here().check("driver"));
        findings.add(gpu(conf, machine == null ? "" : machine));
        return findings;
    }

    private static Finding java(String where, String version, int feature) {
        return feature == JAVA ? Finding.ok("java", where + ": " + version)
                : Finding.fail("java", where + ": " + version, "run on Java " + JAVA + ": set JAVA_HOME (spark.executorEnv.JAVA_HOME on executors)");
    }

    private static String natives(List<Finding> findings) {
        try {
            List<String> warnings = Natives.prepare();
            String machine = Machine.fingerprint();
            findings.add(Finding.ok("natives", "driver: " + machine));
            findings.add(helpers("driver", machine, warnings));
            return machine;
        } catch (RuntimeException | LinkageError e) {
            findings.add(Finding.fail("natives", "driver: do not load: " + firstLine(e), "use a perennial.jar that was built for this platform (-Dnatives.platform=...)"));
            return null;
        }
    }

    private static Finding helpers(String where, String machine, List<String> warnings) {
        if (!warnings.isEmpty()) {
            return Finding.warn("helpers", where + ": " + String.join("; ", warnings), "start through bin/perennial, which sets what natives need");
        }
        if (machine.contains("x86_64") && !machine.contains("onednn") && !machine.contains("cuda")) {
            return Finding.warn("helpers", where + ": natives without oneDNN, convolutions run 4 to 6 times slower", "build with -Dnatives.extension=-onednn-avx2");
        }
        return Finding.ok("helpers", where + ": settings as they should be");
    }

    private static Finding gpu(SparkConf conf, String machine) {
        boolean asked = conf.getInt(GPU_AMOUNT, 0) > 0;
        boolean cuda = machine.contains("cuda");
        if (asked && !cuda) {
            return Finding.warn("gpu", GPU_AMOUNT + " is set, but the natives are for the CPU", "build with -Pcuda (PERENNIAL_BUILD_OPTS=-Pcuda), or leave GPUs to others");
        }
        if (cuda && !asked) {
            return Finding.warn("gpu", "the natives are for CUDA, but Spark hands out no GPU", "set " + GPU_AMOUNT + ", spark.task.resource.gpu.amount=1 and a discovery script");
        }
        return Finding.ok("gpu", asked ? conf.get(GPU_AMOUNT) + " an executor" : "none asked for");
    }

    /**
     * A job's data, model and output.
     *
     * @param progress receives lines for a person
     */
    public static List<Finding> checkJob(Job job, Configuration hadoop, Consumer<String> progress) {
        List<Finding> findings = new ArrayList<>();
        try {
            Dataset data = Training.data(job, hadoop, progress);
            findings.add(Finding.ok("data", job.data() + ": " + data.train().size() + " training and " + data.test().size() + " test examples, "
                    + data.shape() + ", in " + data.classes().size() + " classes"));
            data.train().imbalance(job.workers()).ifPresent(warning -> findings.add(Finding.warn("data", warning, "shuffle the records once")));
            if (data.train().size() < job.workers()) {
                findings.add(Finding.fail("data", "fewer training examples than " + job.workers() + " workers", "use fewer workers or more data"));
            }
            ModelDefinition model = Training.model(job, data, hadoop);
            findings.add(Finding.ok("model", model.name()));
        } catch (InputException e) {
            findings.add(Finding.fail("data", firstLine(e), "see the message; then run doctor again"));
        }
        findings.add(output(job.output().orElse("runs/" + job.name()), hadoop));
        return findings;
    }

    /** Writes a file to the nearest folder that is there, and removes it. */
    private static Finding output(String output, Configuration hadoop) {
        try {
            Path path = new Path(output);
            FileSystem files = path.getFileSystem(hadoop);
            if (files.exists(path) && files.listStatus(path).length > 0) {
                return Finding.fail("output", output + " is there and not empty", "set output to another directory, or train with --resume " + output);
            }
            Path there = files.makeQualified(path);
            while (!files.exists(there)) {
                there = there.getParent();
            }
            Path probe = new Path(there, ".perennial-doctor-" + UUID.randomUUID());
            files.create(probe, false).close();
            files.delete(probe, false);
            return Finding.ok("output", output + " can be written");
        } catch (IOException | IllegalArgumentException e) {
            return Finding.fail("output", output + " cannot be written: " + firstLine(e), "set output to a directory that driver and executors can write");
        }
    }

    /**
     * The cluster: slots, and each executor's Java, natives, memory and GPUs.
     *
     * @param wanted  slots
     * @param seconds to wait for them
     */
    public static List<Finding> checkCluster(JavaSparkContext spark, int wanted, int seconds) throws InterruptedException {
        List<Finding> findings = new ArrayList<>();
        int found;
        try {
            found = new Slots(spark).await(wanted, seconds, new RunListener() { }, new StopSignal());
        } catch (IllegalStateException none) {
            findings.add(Finding.fail("slots", firstLine(none), "check the master's page for free cores and memory"));
            return findings;
        }
        findings.add(found >= wanted ? Finding.ok("slots", found + " at " + spark.master() + ", " + wanted + " wanted")
                : Finding.warn("slots", found + " at " + spark.master() + ", " + wanted + " wanted: workers train in waves",
                "give the application more cores (spark.cores.max, spark.executor.instances), or the job fewer workers"));
        Map<String, ExecutorReport> reports = new TreeMap<>();
        try {
            int tasks = found * TASKS_A_SLOT;
            spark.parallelize(IntStream.range(0, tasks).boxed().toList(), tasks).map(i -> ExecutorReport.here()).collect()
                    .forEach(report -> reports.put(report.executor(), report));
        } catch (Exception e) {
            // Not only RuntimeException: Scala throws its SparkException undeclared.
            findings.add(Finding.fail("executors", firstLine(SparkFailures.explain("no task ran", e)), "look into the executors' logs"));
            return findings;
        }
        if (!spark.isLocal()) {
            reports.values().forEach(report -> report(report, findings));
        }
        long kinds = reports.values().stream().map(report -> String.valueOf(report.machine())).distinct().count();
        if (kinds > 1) {
            findings.add(Finding.fail("machines", "executors of " + kinds + " kinds: " + reports.values().stream()
                    .map(report -> report.executor() + " [" + report.machine() + "]").toList(), "a run needs one kind: same instruction set, same perennial.jar"));
        }
        return findings;
    }

    private static void report(ExecutorReport report, List<Finding> findings) {
        String where = "executor " + report.executor();
        findings.add(java(where, report.java(), Runtime.Version.parse(report.java()).feature()));
        if (report.machine() == null) {
            findings.add(Finding.fail("natives", where + ": do not load: " + report.failure(), "use a perennial.jar that was built for the executors' platform"));
        } else {
            findings.add(Finding.ok("natives", where + ": " + report.machine()));
            findings.add(helpers(where, report.machine(), report.warnings()));
        }
        findings.add(report.memory().check(where));
        if (!report.gpus().isEmpty()) {
            findings.add(Finding.ok("gpu", where + ": a task gets " + String.join(", ", report.gpus())));
        }
    }

    /**
     * Computes what a job needs.
     *
     * @param file the job's file as the user named it
     * @throws InputException if its data or model cannot be used
     */
    public static SizePlan plan(Job job, String file, Configuration hadoop, Consumer<String> progress) {
        Dataset data = Training.data(job, hadoop, progress);
        ModelDefinition model = Training.model(job, data, hadoop);
        try {
            return SizePlan.of(job, data, model, file);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a local step failed: " + firstLine(e.getCause()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static String firstLine(Throwable e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse(e.getClass().getSimpleName());
    }
}
