package io.perennial.jobs.cluster;

import static io.perennial.jobs.cluster.TrainingJob.parameters;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher and the shipped jar on a real cluster: client and cluster deploy mode, and an executor that dies. */
class StandaloneClusterIT {

    private static final Duration LIMIT = Duration.ofSeconds(120);

    @TempDir
    static Path directory;

    private static StandaloneCluster cluster;
    private static Path probe;

    @BeforeAll
    static void start() throws IOException {
        // two executors, and a core for a driver on the cluster
        cluster = StandaloneCluster.start(directory.resolve("cluster"), 3, 1, 2048, PerennialProcess.shortLived());
        probe = directory.resolve("probe.jar");
        String name = ClusterProbe.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(probe));
                InputStream bytes = ClusterProbe.class.getClassLoader().getResourceAsStream(name)) {
            jar.putNextEntry(new JarEntry(name));
            bytes.transferTo(jar);
            jar.closeEntry();
        }
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void clusterMode() throws IOException {
        Path result = directory.resolve("on-cluster.txt");
        try (PerennialProcess job = probe(result, 0).submit("--deploy-mode", "cluster", "--driver-memory", "512m")
                .start(directory.resolve("logs"))) {
            String driver = job.awaitStderr(Pattern.compile("driver-\\d+-\\d+"), LIMIT).group();
            assertThat(cluster.awaitDriver(driver, LIMIT)).isEqualTo("FINISHED");
            assertThat(Files.readString(result)).contains("1:64.0:", "8:512.0:", "helpers.disable=false");
            assertThat(cluster.output(driver, "stdout")).contains("8:512.0");
            job.await(LIMIT);
        }
    }

    @Test
    void clientModeSurvivesTheDeathOfAnExecutor() throws IOException {
        Path result = directory.resolve("killed.txt");
        try (PerennialProcess job = probe(result, 1500).start(directory.resolve("logs"))) {
            String application = cluster.awaitApplication(LIMIT);
            cluster.awaitExecutors(application, 2, LIMIT);
            StandaloneCluster.Executor dead = cluster.killExecutor(application);
            assertThat(dead.process().isAlive()).isFalse();
            job.expect(0, LIMIT);
            assertThat(job.stdout()).hasLineCount(1).contains("1:64.0:", "8:512.0:", "helpers.disable=false");
            assertThat(Files.readString(result)).isEqualTo(job.stdout().strip());
        }
    }

    /** The quickstart, shortened: the same parameters on two executors as in one JVM, wherever the driver runs. */
    @Test
    void trainsToTheSameParametersInBothDeployModes() throws IOException {
        Path here = directory.resolve("local[2]");
        Path client = directory.resolve("client");
        Path onCluster = directory.resolve("cluster mode");
        try (PerennialProcess job = train(here).start(directory.resolve("logs"))) {
            job.expect(0, LIMIT);
        }
        try (PerennialProcess job = train(client).submit("--master", cluster.masterUrl(), "--executor-memory", "1g", "--total-executor-cores", "2")
                .start(directory.resolve("logs"))) {
            job.expect(0, LIMIT);
        }
        try (PerennialProcess job = train(onCluster).submit("--master", cluster.masterUrl(), "--deploy-mode", "cluster",
                "--driver-memory", "768m", "--executor-memory", "1g", "--total-executor-cores", "2").start(directory.resolve("logs"))) {
            String driver = job.awaitStderr(Pattern.compile("driver-\\d+-\\d+"), LIMIT).group();
            assertThat(cluster.awaitDriver(driver, LIMIT)).as(cluster.output(driver, "stderr")).isEqualTo("FINISHED");
            job.await(LIMIT);
        }
        assertThat(parameters(client)).isEqualTo(parameters(here));
        assertThat(parameters(onCluster)).isEqualTo(parameters(here));
    }

    private static PerennialProcess.Builder train(Path output) {
        return PerennialProcess.perennial("train", "--set", "epochs=0.16", "--set", "batchSize=16", "--set", "output=" + output);
    }

    private static PerennialProcess.Builder probe(Path result, long patience) {
        return PerennialProcess.perennial(result.toString(), "" + patience).submit("--master", cluster.masterUrl(),
                "--class", ClusterProbe.class.getName(), "--jars", probe.toString(), "--executor-memory", "1g", "--total-executor-cores", "2");
    }
}
