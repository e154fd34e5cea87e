package io.perennial.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One replica for each GPU, on a worker whose discovery script says that it has two. The natives are for the CPU and bind to nothing. */
class LocalGpusIT {

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final Pattern PLACE = Pattern.compile("worker (\\d+) on GPU (\\w+) of executor (\\d+)");

    @TempDir
    static Path directory;

    private static StandaloneCluster cluster;

    @BeforeAll
    static void start() throws IOException {
        Path script = directory.resolve("gpus.sh");
        Files.writeString(script, "#!/bin/sh\necho '{\"name\": \"gpu\", \"addresses\": [\"0\", \"1\"]}'\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        cluster = StandaloneCluster.start(directory.resolve("cluster"), 1, 2, 3072, PerennialProcess.shortLived(),
                List.of("-Dspark.worker.resource.gpu.amount=2", "-Dspark.worker.resource.gpu.discoveryScript=" + script));
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void twoExecutorsHaveAGpuEach() throws IOException {
        Places places = train("each", "--executor-cores", "1", "--conf", "spark.executor.resource.gpu.amount=1", "--conf", "spark.task.resource.gpu.amount=1");
        assertThat(places.gpus).containsExactly("0", "1");
        assertThat(places.executors).hasSize(2);
    }

    @Test
    void oneExecutorHasBothAndEachReplicaItsOwn() throws IOException {
        Places places = train("both", "--executor-cores", "2", "--conf", "spark.executor.resource.gpu.amount=2");
        assertThat(places.gpus).containsExactly("0", "1");
        assertThat(places.executors).hasSize(1);
    }

    private record Places(Set<String> gpus, Set<String> executors) {
    }

    private Places train(String name, String... options) throws IOException {
        Path run = directory.resolve(name);
        try (PerennialProcess job = PerennialProcess.perennial("train", "--set", "epochs=1", "--set", "output=" + run)
                .submit("--master", cluster.masterUrl(), "--executor-memory", "1g", "--total-executor-cores", "2").submit(options)
                .start(directory.resolve("logs"))) {
            job.expect(0, LIMIT);
            assertThat(new ObjectMapper().readTree(run.resolve("result.json").toFile()).path("status").textValue()).isEqualTo("done");
            Places places = new Places(new TreeSet<>(), new TreeSet<>());
            Set<String> workers = new TreeSet<>();
            Matcher place = PLACE.matcher(job.stderr());
            while (place.find()) {
                workers.add(place.group(1));
                places.gpus.add(place.group(2));
                places.executors.add(place.group(3));
            }
            assertThat(workers).as(job.stderr()).containsExactly("0", "1");
            return places;
        }
    }
}
