package io.perennial.jobs.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What {@code mvn package} leaves: Spark in {@code jobs/target/spark}, Perennial in {@code jobs/target/perennial.jar}. */
public record SparkDistribution(Path project, Path home, Path perennialJar) {

    /** Those of this build; integration tests run after the package phase, which makes them. */
    public static SparkDistribution ofThisBuild() {
        Path directory = Path.of(System.getProperty("basedir", "")).toAbsolutePath().normalize();
        Path project = directory;
        while (project != null && !Files.isRegularFile(project.resolve("bin/perennial"))) {
            project = project.getParent();
        }
        if (project == null) {
            throw new IllegalStateException("no bin/perennial in " + directory + " or above it");
        }
        Path target = project.resolve("jobs/target");
        SparkDistribution found = new SparkDistribution(project, target.resolve("spark"), target.resolve("perennial.jar"));
        if (!Files.isRegularFile(found.perennialJar) || !Files.isDirectory(found.home.resolve("jars"))) {
            throw new IllegalStateException("not built: " + found.perennialJar + " and " + found.home + "; run mvn -DskipTests package first");
        }
        return found;
    }

    public Path launcher() {
        return project.resolve("bin/perennial");
    }

    /** The jars that Spark brings. */
    public List<Path> sparkJars() {
        try (var files = Files.list(home.resolve("jars"))) {
            return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    String classPath() {
        return home.resolve("jars") + "/*";
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
