package io.perennial.driver.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.driver.job.Job;
import io.perennial.driver.job.JobFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {

    private static final long GIB = 1L << 30;

    @TempDir
    Path folder;

    private Job job(String... settings) {
        return JobFile.parse("name: mine", "job.yaml", List.of(settings));
    }

    private static Finding of(List<Finding> findings, String check) {
        return findings.stream().filter(finding -> finding.check().equals(check)).findFirst().orElseThrow();
    }

    @Test
    void containerLimitIsReadOfBothVersionsOfControlGroups() throws IOException {
        assertThat(ContainerMemory.limit(folder)).isEmpty();
        Files.createDirectories(folder.resolve("memory"));
        Files.writeString(folder.resolve("memory/memory.limit_in_bytes"), "9223372036854771712\n");
        assertThat(ContainerMemory.limit(folder)).isEmpty();
        Files.writeString(folder.resolve("memory/memory.limit_in_bytes"), "2147483648\n");
        assertThat(ContainerMemory.limit(folder)).hasValue(2 * GIB);
        Files.writeString(folder.resolve("memory.max"), "max\n");
        assertThat(ContainerMemory.limit(folder)).hasValue(2 * GIB);
        Files.writeString(folder.resolve("memory.max"), "4294967296\n");
        assertThat(ContainerMemory.limit(folder)).hasValue(4 * GIB);
    }

    @Test
    void heapAndNativesMustFitTheContainerTogether() {
        assertThat(new ProcessMemory(2 * GIB, 2 * GIB, 0).check("driver").level()).isEqualTo(Finding.Level.OK);
        assertThat(new ProcessMemory(2 * GIB, GIB, 4 * GIB).check("driver").level()).isEqualTo(Finding.Level.OK);
        Finding tight = new ProcessMemory(3 * GIB, 3 * GIB, 4 * GIB).check("driver");
        assertThat(tight.level()).isEqualTo(Finding.Level.WARN);
        assertThat(tight.remedy()).contains("maxbytes=1024m").contains("spark.executor.memoryOverhead");
        assertThat(new ProcessMemory(2 * GIB, 0, 4 * GIB).check("driver").level()).isEqualTo(Finding.Level.WARN);
        assertThat(new ProcessMemory(4 * GIB, GIB, 4 * GIB).check("driver").level()).isEqualTo(Finding.Level.FAIL);
    }

    @Test
    void thisMachineIsWell() {
        List<Finding> findings = Doctor.checkHere(new SparkConf(false));
        assertThat(findings).noneMatch(finding -> finding.level() == Finding.Level.FAIL);
        assertThat(of(findings, "java").found()).contains("17");
        assertThat(of(findings, "natives").found()).contains("platform");
        assertThat(of(findings, "gpu").found()).isEqualTo("none asked for");
        assertThat(of(Doctor.checkHere(new SparkConf(false).set("spark.executor.resource.gpu.amount", "1")), "gpu").remedy()).contains("-Pcuda");
    }

    @Test
    void aJobsDataModelAndOutputAreLookedAtAndNothingIsLeft() {
        List<Finding> findings = Doctor.checkJob(job("output=" + folder.resolve("runs/one")), new Configuration(), line -> { });
        assertThat(findings).allMatch(finding -> finding.level() == Finding.Level.OK);
        assertThat(findings).extracting(Finding::check).containsExactly("data", "model", "output");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void whatIsWrongWithAJobFailsWithARemedy() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        List<Finding> findings = Doctor.checkJob(job("data=/nowhere/at/all", "output=" + file.resolve("run")), new Configuration(), line -> { });
        assertThat(of(findings, "data")).matches(finding -> finding.level() == Finding.Level.FAIL && finding.found().contains("/nowhere/at/all"));
        assertThat(of(findings, "output")).matches(finding -> finding.level() == Finding.Level.FAIL && finding.remedy() != null);
        assertThat(of(Doctor.checkJob(job("output=" + folder), new Configuration(), line -> { }), "output").found()).contains("not empty");
    }

    @Test
    void slotsAreCountedOnTheCluster() throws InterruptedException {
        try (JavaSparkContext spark = new JavaSparkContext(new SparkConf().setMaster("local[2]").setAppName("doctor").set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1").set("spark.driver.bindAddress", "127.0.0.1"))) {
            assertThat(of(Doctor.checkCluster(spark, 2, 1), "slots")).isEqualTo(Finding.ok("slots", "2 at local[2], 2 wanted"));
            assertThat(of(Doctor.checkCluster(spark, 5, 0), "slots")).matches(finding -> finding.level() == Finding.Level.WARN && finding.remedy() != null);
        }
    }

    @Test
    void sizesFollowFromTheJob() {
        SizePlan plan = Doctor.plan(job("workers=4", "inner.optimizer=adam", "inner.learningRate=0.001"), "mine.yaml", new Configuration(), line -> { });
        assertThat(plan.parameters()).isEqualTo(62_006);
        assertThat(plan.replicaBytes()).isEqualTo(2 * 4 * 62_006);
        assertThat(plan.broadcastBytes()).isEqualTo(4 * 62_006);
        assertThat(plan.shardBytes()).isEqualTo(2_000 * 3_073);
        assertThat(plan.executorHeapMiB()).isEqualTo(1024);
        assertThat(plan.executorOverheadMiB()).isBetween(512L, 4096L);
        assertThat(plan.submit()).startsWith("spark-submit --class io.perennial.jobs.Main --master spark://HOST:7077 --driver-memory ")
                .contains("--executor-memory 1024m", "spark.executor.instances=4", "spark.cores.max=4", "spark.executor.memoryOverhead=").endsWith("perennial.jar train mine.yaml");
    }

    @Test
    void codecsSaveBytesAndKeepAVectorEach() {
        SizePlan plan = Doctor.plan(job("inner.optimizer=sgd", "codec=int8", "codecDown=fp16"), "mine.yaml", new Configuration(), line -> { });
        assertThat(plan.replicaBytes()).isEqualTo(4 * 62_006);
        assertThat(plan.deltaBytes()).isBetween(62_006L, (long) (0.27 * 4 * 62_006));
        assertThat(plan.broadcastBytes()).isBetween(2 * 62_006L, 2 * 62_006L + 100);
    }
}
