package io.perennial.jobs.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * Spark's classes as a JVM has loaded and verified them once (JEP 350), made by a short job of this build: a quarter of what a JVM of Spark computes in its first twenty seconds.
 * A JVM whose jars are others does without it.
 */
final class ClassArchive {

    private static final Duration LIMIT = Duration.ofMinutes(5);
    /** Some jars are too old for an archive, and Java says so class by class. */
    private static final String QUIET = " -Xlog:cds=off -Xlog:cds+dynamic=off";

    private ClassArchive() {
    }

    /** The options that give it to a JVM; the first to ask makes it, whichever process that is. None where Java cannot make one. */
    static synchronized String options(SparkDistribution spark) {
        Path archive = spark.perennialJar().resolveSibling("classes.jsa");
        try (FileChannel lock = FileChannel.open(spark.perennialJar().resolveSibling("classes.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = lock.lock()) {
            if (!Files.exists(archive) || Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(spark.perennialJar())) < 0) {
                make(archive);
            }
            return Files.size(archive) == 0 ? "" : "-XX:SharedArchiveFile=" + archive + QUIET;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void make(Path archive) throws IOException {
        Files.deleteIfExists(archive);
        Path logs = Files.createTempDirectory(archive.getParent(), "class-archive-");
        PerennialProcess.perennial("train", "--set", "epochs=0.1", "--set", "output=" + logs.resolve("run"))
                .env(PerennialProcess.JVM_OPTIONS, "-XX:ArchiveClassesAtExit=" + archive + QUIET).start(logs).await(LIMIT);
        if (!Files.exists(archive)) {
            Files.createFile(archive);
        }
    }
}
