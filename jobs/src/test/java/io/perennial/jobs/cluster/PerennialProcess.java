package io.perennial.jobs.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * {@code bin/perennial} in a process of its own, with the jar of this build and without the build step. The launcher replaces
 * itself by the JVM, so signals reach the driver.
 */
public final class PerennialProcess implements AutoCloseable {

    /** Most of these JVMs, executors too, live for seconds: the second compiler is for what is really hot, such as SHA-256, and otherwise takes half the processor time. */
    private static final String SHORT_LIVED = "-XX:+UseSerialGC -XX:Tier4InvocationThreshold=50000 -XX:Tier4MinInvocationThreshold=6000 -XX:Tier4CompileThreshold=150000"
            + " -XX:Tier4BackEdgeThreshold=400000";

    /** Where the launcher takes a driver's options from; set, it does not get {@link #shortLived()}. */
    static final String JVM_OPTIONS = "SPARK_SUBMIT_OPTS";

    /** Options for such a JVM. */
    static String shortLived() {
        return SHORT_LIVED + " " + ClassArchive.options(SparkDistribution.ofThisBuild());
    }

    private final Process process;
    private final Path stdout;
    private final Path stderr;

    private PerennialProcess(Process process, Path stdout, Path stderr) {
        this.process = process;
        this.stdout = stdout;
        this.stderr = stderr;
    }

    /** {@code bin/perennial ARGUMENTS}. */
    public static Builder perennial(String... arguments) {
        return new Builder(List.of(arguments));
    }

    /** How it is started. */
    public static final class Builder {

        private final List<String> arguments;
        private final List<String> submitOptions = new ArrayList<>();
        private final Map<String, String> environment = new TreeMap<>();
        private Path directory;

        private Builder(List<String> arguments) {
            this.arguments = arguments;
        }

        /** Options for spark-submit: {@code "--master", url}. */
        public Builder submit(String... options) {
            submitOptions.addAll(List.of(options));
            return this;
        }

        public Builder env(String name, String value) {
            environment.put(name, value);
            return this;
        }

        /** The working directory; otherwise that of the logs. */
        public Builder in(Path workingDirectory) {
            directory = workingDirectory;
            return this;
        }

        /** Starts it; stdout and stderr go to numbered files in {@code logs}. */
        public PerennialProcess start(Path logs) throws IOException {
            SparkDistribution spark = SparkDistribution.ofThisBuild();
            Files.createDirectories(logs);
            Path out = Files.createTempFile(logs, "perennial-", ".out");
            Path err = Path.of(out.toString().replaceAll("out$", "err"));
            List<String> command = new ArrayList<>(List.of("bash", spark.launcher().toString()));
            command.addAll(arguments);
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory((directory == null ? logs : directory).toFile())
                    .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(out.toFile()).redirectError(err.toFile());
            builder.environment().keySet().removeIf(key -> !key.equals("PERENNIAL_DATA")
                    && (key.startsWith("SPARK_") || key.startsWith("PERENNIAL_") || key.startsWith("OMP_") || key.startsWith("HADOOP_")));
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
            if (!environment.containsKey(JVM_OPTIONS)) {
                builder.environment().put(JVM_OPTIONS, shortLived());
            }
            builder.environment().put("PERENNIAL_JAR", spark.perennialJar().toString());
            builder.environment().put("PERENNIAL_SUBMIT_OPTS",
                    submitOptions.stream().map(option -> "\"" + option + "\"").collect(Collectors.joining(" ")));
            builder.environment().putAll(environment);
            return new PerennialProcess(builder.start(), out, err);
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** The exit code (128 + n after signal n); after {@code limit} the process is killed and the test fails. */
    public int await(Duration limit) {
        try {
            if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        throw new AssertionError("still running after " + limit.toSeconds() + " s\n" + tail(stderr));
    }

    /** Fails, with the end of stderr, unless it ends with this exit code in time. */
    public PerennialProcess expect(int exitCode, Duration limit) {
        int code = await(limit);
        if (code != exitCode) {
            throw new AssertionError("exit code " + code + " instead of " + exitCode + "\n" + tail(stderr) + "\n" + tail(stdout));
        }
        return this;
    }

    /** SIGKILL; returns once it is gone. */
    public void kill() {
        process.destroyForcibly();
        await(Duration.ofSeconds(30));
    }

    /** SIGKILL at a moment that has nothing to do with what the process does; it may have ended by itself before. */
    public void killAfter(Duration time) {
        try {
            process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        kill();
    }

    /** SIGTERM; returns at once. */
    public void terminate() {
        process.destroy();
    }

    /** The first match in stderr, waiting for it while the process lives. */
    public MatchResult awaitStderr(Pattern pattern, Duration limit) {
        return await("\"" + pattern + "\" in stderr", limit, () -> {
            Matcher matcher = pattern.matcher(stderr());
            return matcher.find() ? Optional.of(matcher.toMatchResult()) : Optional.empty();
        });
    }

    /** Waits for a file or directory to appear while the process lives. */
    public Path awaitFile(Path file, Duration limit) {
        return await(file.toString(), limit, () -> Files.exists(file) ? Optional.of(file) : Optional.empty());
    }

    public String stdout() {
        return read(stdout);
    }

    public String stderr() {
        return read(stderr);
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }

    private <T> T await(String what, Duration limit, java.util.function.Supplier<Optional<T>> look) {
        return Deadline.await(what, limit, () -> {
            boolean alive = process.isAlive();
            Optional<T> found = look.get();
            if (found.isEmpty() && !alive) {
                throw new AssertionError("ended with " + process.exitValue() + " before " + what + "\n" + tail(stderr));
            }
            return found;
        }, () -> tail(stderr));
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8) : "";
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static String tail(Path file) {
        List<String> lines = read(file).lines().toList();
        return "--- end of " + file + "\n" + String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
    }
}
