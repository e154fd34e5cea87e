package io.perennial.jobs.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * A Spark standalone cluster on this machine: a Master and Workers, each a JVM of its own, on the loopback address and on ports that
 * were free. Everything it writes goes below one directory; closing it ends every process, executors included.
 */
public final class StandaloneCluster implements AutoCloseable {

    private static final String HOST = "127.0.0.1";
    private static final Duration START = Duration.ofSeconds(90);
    private static final Pattern MASTER_URL = Pattern.compile("Starting Spark master at (spark://\\S+)");
    private static final Pattern WEB_URL = Pattern.compile("MasterWebUI.* started at (http://\\S+)");

    /** An executor's JVM. */
    public record Executor(ProcessHandle process, String applicationId, String id, int worker) {
    }

    private final SparkDistribution spark;
    private final Path directory;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final List<Process> workers = new ArrayList<>();
    private final String jvmOptions;
    private final List<String> workerOptions;
    private final Process master;
    private final String masterUrl;
    private final String webUrl;

    private StandaloneCluster(SparkDistribution spark, Path directory, String jvmOptions, List<String> workerOptions) throws IOException {
        this.spark = spark;
        this.jvmOptions = jvmOptions;
        this.workerOptions = workerOptions;
        this.directory = Files.createDirectories(directory);
        master = launch("master", List.of(), "org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", "0", "--webui-port", "0");
        try {
            masterUrl = inLog("master", master, MASTER_URL);
            webUrl = inLog("master", master, WEB_URL);
        } catch (Throwable failure) {
            master.destroyForcibly();
            throw failure;
        }
    }

    /**
     * Starts a master and {@code workers} workers, and returns when all have registered.
     *
     * @param jvmOptions of all JVMs, executors too: empty, or {@link PerennialProcess#shortLived()} where a job takes seconds
     */
    public static StandaloneCluster start(Path directory, int workers, int coresEach, int memoryMiBEach, String jvmOptions) throws IOException {
        return start(directory, workers, coresEach, memoryMiBEach, jvmOptions, List.of());
    }

    /** As above, with options for the workers' JVMs: {@code -Dspark.worker...=...}. */
    public static StandaloneCluster start(Path directory, int workers, int coresEach, int memoryMiBEach, String jvmOptions, List<String> workerOptions)
            throws IOException {
        StandaloneCluster cluster = new StandaloneCluster(SparkDistribution.ofThisBuild(), directory, jvmOptions, workerOptions);
        try {
            for (int i = 0; i < workers; i++) {
                cluster.launchWorker(HOST, coresEach, memoryMiBEach);
            }
            cluster.awaitWorkers(workers);
            return cluster;
        } catch (Throwable failure) {
            cluster.close();
            throw failure;
        }
    }

    /** {@code spark://127.0.0.1:port}. */
    public String masterUrl() {
        return masterUrl;
    }

    /** What the master says of itself: workers, activeapps, completedapps, activedrivers, completeddrivers. */
    public JsonNode state() {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(webUrl + "/json/")).timeout(Duration.ofSeconds(10)).build();
            return json.readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
        } catch (IOException unreachable) {
            throw new AssertionError("the master does not answer at " + webUrl + "\n" + tail("master"), unreachable);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    /** One more worker; returns its number when the master knows it. */
    public int addWorker(int cores, int memoryMiB) throws IOException {
        return addWorker(HOST, cores, memoryMiB);
    }

    /** One more worker under another name of this machine: Spark takes it for another host. */
    public int addWorker(String host, int cores, int memoryMiB) throws IOException {
        int alive = aliveWorkers();
        int number = launchWorker(host, cores, memoryMiB);
        awaitWorkers(alive + 1);
        return number;
    }

    /** Ends a worker and its executors as a machine does that loses its power. */
    public void killWorker(int number) {
        kill(workers.get(number));
    }

    /** The id of the application that runs, waiting for one to register. */
    public String awaitApplication(Duration limit) {
        return Deadline.await("an application", limit,
                () -> Optional.ofNullable(state().path("activeapps").path(0).path("id").textValue()), () -> tail("master"));
    }

    /** The executors of an application that are alive now, by id. */
    public List<Executor> executors(String applicationId) {
        List<Executor> found = new ArrayList<>();
        for (int worker = 0; worker < workers.size(); worker++) {
            int number = worker;
            descendants(workers.get(worker)).forEach(process -> {
                List<String> command = commandLine(process);
                if (command.stream().anyMatch(word -> word.endsWith("CoarseGrainedExecutorBackend"))
                        && applicationId.equals(option(command, "--app-id"))) {
                    found.add(new Executor(process, applicationId, option(command, "--executor-id"), number));
                }
            });
        }
        found.sort(Comparator.comparingInt(executor -> Integer.parseInt(executor.id())));
        return found;
    }

    /** Waits until an application has as many executors, and returns them. */
    public List<Executor> awaitExecutors(String applicationId, int count, Duration limit) {
        return Deadline.await(count + " executors of " + applicationId, limit,
                () -> Optional.of(executors(applicationId)).filter(found -> found.size() == count), () -> tail("worker-0"));
    }

    /** SIGKILL to the application's oldest executor. Returns which it was, once it is gone. */
    public Executor killExecutor(String applicationId) {
        Executor victim = executors(applicationId).stream().findFirst()
                .orElseThrow(() -> new AssertionError(applicationId + " has no executor"));
        kill(victim);
        return victim;
    }

    /** SIGKILL to this executor; returns once it is gone. */
    public void kill(Executor victim) {
        victim.process().destroyForcibly();
        victim.process().onExit().orTimeout(30, TimeUnit.SECONDS).join();
    }

    /** Waits until a driver of {@code --deploy-mode cluster} has ended, and returns how: FINISHED, FAILED, KILLED, ERROR. */
    public String awaitDriver(String driverId, Duration limit) {
        return Deadline.await("the end of " + driverId, limit, () -> {
            for (JsonNode driver : state().path("completeddrivers")) {
                if (driverId.equals(driver.path("id").textValue())) {
                    return Optional.of(driver.path("state").textValue());
                }
            }
            return Optional.empty();
        }, () -> state().toPrettyString());
    }

    /** What a driver or an executor wrote, by the name of its directory: {@code driver-...}, {@code app-.../0}. */
    public String output(String process, String file) throws IOException {
        try (Stream<Path> works = Files.list(directory)) {
            for (Path work : works.filter(path -> path.getFileName().toString().startsWith("work-")).sorted().toList()) {
                Path wanted = work.resolve(process).resolve(file);
                if (Files.isRegularFile(wanted)) {
                    return Files.readString(wanted);
                }
            }
        }
        throw new AssertionError("no " + process + "/" + file + " below " + directory);
    }

    @Override
    public void close() {
        workers.forEach(StandaloneCluster::kill);
        kill(master);
    }

    private int launchWorker(String host, int cores, int memoryMiB) throws IOException {
        int number = workers.size();
        workers.add(launch("worker-" + number, workerOptions, "org.apache.spark.deploy.worker.Worker", "--host", host, "--port", "0",
                "--webui-port", "0", "--cores", "" + cores, "--memory", memoryMiB + "m",
                "--work-dir", directory.resolve("work-" + number).toString(), masterUrl));
        return number;
    }

    private void awaitWorkers(int count) {
        Deadline.await(count + " workers", START, () -> aliveWorkers() == count ? Optional.of(count) : Optional.empty(),
                () -> tail("worker-" + (workers.size() - 1)));
    }

    private int aliveWorkers() {
        int alive = 0;
        for (JsonNode worker : state().path("workers")) {
            alive += "ALIVE".equals(worker.path("state").textValue()) ? 1 : 0;
        }
        return alive;
    }

    private Process launch(String name, List<String> options, String mainClass, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(SparkDistribution.java(), "-Xmx512m"));
        command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().strip().split("\\s+")));
        command.addAll(options);
        command.addAll(List.of("-cp", spark.classPath(), mainClass));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile())
                .redirectErrorStream(true).redirectOutput(log(name).toFile());
        builder.environment().keySet().removeIf(key -> key.startsWith("SPARK_") || key.startsWith("HADOOP_") || key.startsWith("OMP_"));
        builder.environment().put("SPARK_HOME", spark.home().toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.12");
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        builder.environment().put("SPARK_LOCAL_DIRS", Files.createDirectories(directory.resolve("local")).toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        // Executors inherit it from their worker.
        builder.environment().put("JAVA_TOOL_OPTIONS", jvmOptions);
        return builder.start();
    }

    private String inLog(String name, Process process, Pattern pattern) {
        return Deadline.await("\"" + pattern + "\" in the log of " + name, START, () -> {
            Matcher matcher = pattern.matcher(Files.readString(log(name)));
            if (matcher.find()) {
                return Optional.of(matcher.group(1));
            }
            if (!process.isAlive()) {
                throw new AssertionError(name + " ended with " + process.exitValue() + "\n" + tail(name));
            }
            return Optional.empty();
        }, () -> tail(name));
    }

    private Path log(String name) {
        return directory.resolve(name + ".log");
    }

    private String tail(String name) {
        return PerennialProcess.tail(log(name));
    }

    private static void kill(Process process) {
        List<ProcessHandle> all = new ArrayList<>(descendants(process).toList());
        all.add(process.toHandle());
        // The parent first, so that it starts nothing new.
        process.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(handle -> handle.onExit().orTimeout(30, TimeUnit.SECONDS).join());
    }

    private static Stream<ProcessHandle> descendants(Process process) {
        return process.isAlive() ? process.descendants() : Stream.empty();
    }

    private static String option(List<String> command, String name) {
        int at = command.indexOf(name);
        return at < 0 || at + 1 == command.size() ? null : command.get(at + 1);
    }

    private static List<String> commandLine(ProcessHandle process) {
        // ProcessHandle cuts long command lines short, and an executor's is long.
        Path proc = Path.of("/proc/" + process.pid() + "/cmdline");
        if (Files.isReadable(proc)) {
            try {
                return Arrays.asList(new String(Files.readAllBytes(proc), StandardCharsets.UTF_8).split("\0"));
            } catch (IOException gone) {
                return List.of();
            }
        }
        return Arrays.asList(process.info().commandLine().orElse("").split(" "));
    }
}
