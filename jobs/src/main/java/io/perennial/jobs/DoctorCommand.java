package io.perennial.jobs;

import io.perennial.driver.doctor.Doctor;
import io.perennial.driver.doctor.Finding;
import io.perennial.driver.doctor.SizePlan;
import io.perennial.driver.job.Job;
import io.perennial.driver.storage.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code doctor [JOB.yaml] [--plan]}: looks before hours are spent. */
@Command(name = "doctor", description = "Checks Java, Spark, natives, memory, slots, GPUs, and a job's data, model and output; exit code 1 if something"
        + " will not work. --plan computes what a job needs, and starts no Spark.", sortOptions = false)
final class DoctorCommand extends Verb {

    private static final int SLOTS_SECONDS = 60;

    @Parameters(index = "0", arity = "0..1", paramLabel = "JOB.yaml", description = "Job file, local or any Hadoop URI; otherwise the quickstart.")
    private String jobFile;

    @Option(names = "--set", paramLabel = "key=value", description = "Overrides a setting of the job file; may be repeated.")
    private List<String> overrides = new ArrayList<>();

    @Option(names = "--plan", description = "Computes sizes and memory from the job, and prints a spark-submit line.")
    private boolean plan;

    @Override
    protected ExitCode run() throws InterruptedException {
        Configuration hadoop = SparkHadoopUtil.get().newConfiguration(new SparkConf());
        Jobs jobs = new Jobs(hadoop, overrides);
        Job job = jobFile == null ? jobs.quickstart() : jobs.file(jobFile);
        SparkConf conf = SparkSettings.ofThisJvm().of(job);
        List<Finding> findings = new ArrayList<>(Doctor.checkHere(conf));
        findings.addAll(Doctor.checkJob(job, hadoop, err()::println));
        boolean broken = fails(findings);
        SizePlan sizes = plan && !broken ? Doctor.plan(job, jobFile == null ? "" : jobFile, hadoop, line -> { }) : null;
        if (!plan) {
            try (JavaSparkContext spark = new JavaSparkContext(conf)) {
                findings.addAll(Doctor.checkCluster(spark, job.workers(), Math.min(SLOTS_SECONDS, job.slotsTimeout())));
            }
        }
        report(findings, sizes);
        return fails(findings) ? ExitCode.FAILED : ExitCode.DONE;
    }

    private static boolean fails(List<Finding> findings) {
        return findings.stream().anyMatch(finding -> finding.level() == Finding.Level.FAIL);
    }

    private void report(List<Finding> findings, SizePlan sizes) {
        if (json()) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("status", fails(findings) ? "failed" : "done");
            object.put("findings", Json.tree(findings));
            if (sizes != null) {
                object.put("plan", Json.tree(sizes));
            }
            printJson(object);
            return;
        }
        for (Finding finding : findings) {
            out().printf("%-4s  %-9s %s%n", finding.level().word(), finding.check(), finding.found());
            if (finding.remedy() != null) {
                out().printf("                -> %s%n", finding.remedy());
            }
        }
        if (sizes != null) {
            print(sizes);
        }
        out().flush();
    }

    private void print(SizePlan sizes) {
        out().println();
        row("parameters", Shown.count(sizes.parameters()));
        row("replica", kib(sizes.replicaBytes()) + " a worker, on the heap");
        row("shard", kib(sizes.shardBytes()) + " a worker, test set " + kib(sizes.testBytes()));
        row("travels", kib(sizes.broadcastBytes()) + " to an executor and " + kib(sizes.deltaBytes()) + " back in every round");
        row("averaged", sizes.inSlices() ? "in slices on the executors" : "on the driver");
        row("natives", kib(sizes.stepNativeBytes()) + " a network, measured here");
        row("driver", Shown.count(sizes.driverHeapMiB()) + " MiB heap");
        row("executor", Shown.count(sizes.executorHeapMiB()) + " MiB heap, " + Shown.count(sizes.executorOverheadMiB()) + " MiB beside it");
        out().printf("%n%s%n", sizes.submit().stripTrailing());
    }

    private void row(String name, String value) {
        out().printf("%-11s %s%n", name, value);
    }

    private static String kib(long bytes) {
        return bytes < 10L << 20 ? Shown.count((bytes + 1023) >> 10) + " KiB" : Shown.count(bytes >> 20) + " MiB";
    }
}
