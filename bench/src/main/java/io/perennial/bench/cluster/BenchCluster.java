package io.perennial.bench.cluster;

import io.perennial.jobs.cluster.SparkDistribution;
import io.perennial.jobs.cluster.StandaloneCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.launcher.JavaModuleOptions;

/** A standalone cluster of one-core executors on this machine, each bound to a core where the system can do that, and a context on it. */
public final class BenchCluster implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(90);
    /** A standalone worker asks for so much besides its executor's heap. */
    private static final int BESIDE_MIB = 512;

    private final StandaloneCluster cluster;
    private final JavaSparkContext spark;
    private final boolean bound;

    private BenchCluster(StandaloneCluster cluster, JavaSparkContext spark, boolean bound) {
        this.cluster = cluster;
        this.spark = spark;
        this.bound = bound;
    }

    /**
     * Starts it, and returns when all executors are there.
     *
     * @param directory   for what it writes
     * @param executors   of one core each
     * @param executorMiB heap of each
     */
    public static BenchCluster start(Path directory, int executors, int executorMiB) throws IOException {
        StandaloneCluster cluster = StandaloneCluster.start(directory, executors, 1, executorMiB + BESIDE_MIB, "");
        try {
            JavaSparkContext spark = new JavaSparkContext(conf(cluster.masterUrl(), executors, executorMiB));
            List<StandaloneCluster.Executor> started = cluster.awaitExecutors(cluster.awaitApplication(START), executors, START);
            int cores = Runtime.getRuntime().availableProcessors();
            boolean bound = true;
            for (int i = 0; i < started.size(); i++) {
                bound &= Core.bind(started.get(i).process().pid(), i % cores);
            }
            return new BenchCluster(cluster, spark, bound);
        } catch (IOException | RuntimeException | Error failure) {
            cluster.close();
            throw failure;
        }
    }

    public JavaSparkContext spark() {
        return spark;
    }

    /** For the results: what "one core" means here. */
    public String executors() {
        return bound ? "each bound to one core" : "not bound to a core, since this system has no taskset";
    }

    private static SparkConf conf(String master, int executors, int executorMiB) throws IOException {
        SparkDistribution spark = SparkDistribution.ofThisBuild();
        Path bench = spark.project().resolve("bench/target");
        try (Stream<Path> lib = Files.list(bench.resolve("lib"))) {
            String classPath = Stream.concat(Stream.of(bench.resolve("classes"), spark.perennialJar()), lib.sorted()).map(Path::toString)
                    .collect(Collectors.joining(":"));
            return new SparkConf().setMaster(master).setAppName("bench").set("spark.executor.extraClassPath", classPath)
                    .set("spark.executor.memory", executorMiB + "m").set("spark.executor.cores", "1")
                    // No more slots will come: where there are more workers, nobody should wait for them.
                    .set("spark.cores.max", "" + executors).set("spark.ui.enabled", "false")
                    .set("spark.executor.extraJavaOptions", JavaModuleOptions.defaultModuleOptions()
                            + " -Dorg.eclipse.deeplearning4j.helpers.disable=false -Dorg.bytedeco.javacpp.maxphysicalbytes=0")
                    .set("spark.executorEnv.OMP_NUM_THREADS", "1").set("spark.executorEnv.OMP_WAIT_POLICY", "PASSIVE")
                    .set("spark.broadcast.compress", "false").set("spark.driver.host", "127.0.0.1").set("spark.driver.bindAddress", "127.0.0.1")
                    .set("spark.locality.wait", "30s").set("spark.rpc.message.maxSize", "1024").set("spark.driver.maxResultSize", "4g");
        }
    }

    @Override
    public void close() {
        spark.close();
        cluster.close();
    }
}
