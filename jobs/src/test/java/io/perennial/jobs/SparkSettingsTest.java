package io.perennial.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.driver.job.Job;
import io.perennial.driver.job.JobFile;
import io.perennial.errors.InputException;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Map;

class SparkSettingsTest {

    private static final String NATIVE = "-Dorg.bytedeco.javacpp.maxphysicalbytes=0 -Dorg.eclipse.deeplearning4j.helpers.disable=false";
    private static final String OPTIONS = "spark.executor.extraJavaOptions";

    private final SparkConf submitted = new SparkConf(false);

    private SparkConf conf(String... settings) {
        Job job = JobFile.parse("name: mine", "job.yaml", List.of(settings));
        return new SparkSettings(submitted, 8).of(job);
    }

    @Test
    void executorOptionsAreAppended() {
        submitted.set(OPTIONS, "-Xss4m -Dmine=1");

        assertThat(conf().get(OPTIONS)).isEqualTo("-Xss4m -Dmine=1 " + NATIVE);
        assertThat(submitted.get(OPTIONS)).isEqualTo("-Xss4m -Dmine=1");
    }

    @Test
    void aReplicaHasAGpuForItselfWhereExecutorsHaveGpus() {
        assertThat(conf().contains("spark.task.resource.gpu.amount")).isFalse();
        submitted.set("spark.executor.resource.gpu.amount", "2");
        assertThat(conf().get("spark.task.resource.gpu.amount")).isEqualTo("1");
        submitted.set("spark.task.resource.gpu.amount", "0.5");
        assertThat(conf().get("spark.task.resource.gpu.amount")).isEqualTo("0.5");
    }

    @Test
    void executorOptionsThatTheUserSetStay() {
        submitted.set(OPTIONS, "-Dorg.bytedeco.javacpp.maxphysicalbytes=8g");

        assertThat(conf().get(OPTIONS)).isEqualTo("-Dorg.bytedeco.javacpp.maxphysicalbytes=8g -Dorg.eclipse.deeplearning4j.helpers.disable=false");
    }

    @Test
    void withoutOptionsOursStandAlone() {
        assertThat(conf().get(OPTIONS)).isEqualTo(NATIVE);
    }

    @Test
    void threadsAreTheJobsForOpenMpAndForSparksSlots() {
        submitted.set("spark.executorEnv.OMP_NUM_THREADS", "1"); // bin/perennial passes its own

        SparkConf conf = conf("threads=3");

        assertThat(conf.get("spark.executorEnv.OMP_NUM_THREADS")).isEqualTo("3");
        assertThat(conf.get("spark.task.cpus")).isEqualTo("3");
        assertThat(conf.get("spark.executorEnv.OMP_WAIT_POLICY")).isEqualTo("PASSIVE");
    }

    @Test
    void whatTheUserSetStays() {
        submitted.set("spark.task.cpus", "2").set("spark.broadcast.compress", "true").set("spark.executorEnv.OMP_WAIT_POLICY", "ACTIVE")
                .set("spark.ui.showConsoleProgress", "true").set("spark.app.name", "theirs");

        SparkConf conf = conf();

        assertThat(conf.get("spark.task.cpus")).isEqualTo("2");
        assertThat(conf.get("spark.broadcast.compress")).isEqualTo("true");
        assertThat(conf.get("spark.executorEnv.OMP_WAIT_POLICY")).isEqualTo("ACTIVE");
        assertThat(conf.get("spark.ui.showConsoleProgress")).isEqualTo("true");
        assertThat(conf.get("spark.app.name")).isEqualTo("theirs");
    }

    @Test
    void authenticationAndEncryptionPassThrough() {
        Map<String, String> security = Map.of("spark.authenticate", "true", "spark.authenticate.secret", "s3cret", "spark.authenticate.secret.file", "/etc/spark/secret",
                "spark.network.crypto.enabled", "true", "spark.network.crypto.keyLength", "256", "spark.network.crypto.saslFallback", "false",
                "spark.io.encryption.enabled", "true", "spark.io.encryption.keySizeBits", "256", "spark.ssl.enabled", "true", "spark.ssl.keyStore", "/etc/spark/keys");
        security.forEach(submitted::set);

        for (SparkConf conf : List.of(conf(), new SparkSettings(submitted, 8).of("evaluate"))) {
            security.forEach((key, value) -> assertThat(conf.get(key)).as(key).isEqualTo(value));
        }
    }

    @Test
    void theUserInterfaceIsLeftToTheUser() {
        assertThat(conf().contains("spark.ui.enabled")).isFalse();
        assertThat(conf().get("spark.broadcast.compress")).isEqualTo("false");
        assertThat(conf().get("spark.ui.showConsoleProgress")).isEqualTo("false");
    }

    @Test
    void theApplicationIsNamedAfterTheJobInsteadOfTheMainClass() {
        submitted.set("spark.app.name", "io.perennial.jobs.Main");
        assertThat(conf().get("spark.app.name")).isEqualTo("perennial train mine");
    }

    @ParameterizedTest
    @CsvSource({
            "spark://h:7077, local[3], spark://h:7077",
            "local[2],       local[3], local[2]",
            "local[*],       local[3], local[3]",
            ",               local[3], local[3]",
            ",               ,         local[2]",
            "local[*],       ,         local[2]"})
    void theMasterIsSubmitsThenTheJobsThenLocal(String submit, String job, String expected) {
        if (submit != null) {
            submitted.set("spark.master", submit);
        }
        assertThat((job == null ? conf() : conf("master=" + job)).get("spark.master")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"3, 1, 3", "20, 1, 8", "2, 3, 6", "4, 4, 8", "1, 12, 12"})
    void localHasASlotForEachWorkerWhereTheCoresAllow(int workers, int threads, int cores) {
        assertThat(conf("workers=" + workers, "threads=" + threads).get("spark.master")).isEqualTo("local[" + cores + "]");
    }

    @Test
    void aLocalMasterTooSmallForOneWorkerIsRefused() {
        assertThatThrownBy(() -> conf("master=local[2]", "threads=3")).isInstanceOf(InputException.class)
                .hasMessage("master: found local[2], which has 2 cores, but a worker needs 3 (threads, or spark.task.cpus);"
                        + " set master to local[3] or more, or threads to at most 2");
    }

    @Test
    void evaluationTakesAllCoresUnlessSubmitNamedAMaster() {
        assertThat(new SparkSettings(submitted, 8).of("evaluate").get("spark.master")).isEqualTo("local[*]");
        submitted.set("spark.master", "yarn");
        assertThat(new SparkSettings(submitted, 8).of("evaluate").get("spark.master")).isEqualTo("yarn");
    }
}
