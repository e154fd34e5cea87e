package io.perennial.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The one file to ship: everything that Spark does not bring, nothing that it does, for one platform. */
class ShippedJarIT {

    private static final Pattern NATIVE = Pattern.compile("org/(?:bytedeco|nd4j)/.*/([a-z]+-[a-z0-9_]+)[^/]*/[^/]+\\.(?:so[.0-9]*|dll|dylib)");

    private final SparkDistribution spark = SparkDistribution.ofThisBuild();

    @Test
    void holdsNoClassThatSparkBrings() throws IOException {
        Set<String> shipped = classes(spark.perennialJar());
        TreeMap<String, List<String>> twice = new TreeMap<>();
        for (Path jar : spark.sparkJars()) {
            List<String> common = classes(jar).stream().filter(shipped::contains).limit(3).toList();
            if (!common.isEmpty()) {
                twice.put(jar.getFileName().toString(), common);
            }
        }
        assertThat(twice).isEmpty();
        assertThat(shipped).noneMatch(name -> name.matches(
                "(org/slf4j|org/apache/(spark|hadoop|logging|commons/(lang3|io|codec|compress|math3))|scala|com/fasterxml/jackson/(core|databind|annotation))/.*"));
    }

    @Test
    void holdsPerennialAndWhatItNeeds() throws IOException {
        assertThat(classes(spark.perennialJar())).contains(
                "io/perennial/jobs/Main.class",
                "org/deeplearning4j/nn/multilayer/MultiLayerNetwork.class",
                "org/nd4j/linalg/factory/Nd4j.class",
                "com/fasterxml/jackson/dataformat/yaml/YAMLFactory.class",
                "org/yaml/snakeyaml/Yaml.class",
                "picocli/CommandLine.class");
        try (JarFile jar = new JarFile(spark.perennialJar().toFile())) {
            assertThat(jar.getManifest().getMainAttributes().getValue("Main-Class")).isEqualTo("io.perennial.jobs.Main");
            assertThat(jar.getEntry("META-INF/services/org.nd4j.linalg.factory.Nd4jBackend")).isNotNull();
            assertThat(jar.getEntry("META-INF/LICENSE")).isNotNull();
            assertThat(jar.getEntry("META-INF/NOTICE")).isNotNull();
            assertThat(jar.stream().map(entry -> entry.getName())).noneMatch(name -> name.endsWith("module-info.class")
                    || name.matches("META-INF/[^/]+\\.(SF|DSA|RSA)"));
        }
    }

    @Test
    void holdsTheNativesOfOnePlatform() throws IOException {
        Set<String> platforms = entries(spark.perennialJar()).stream().map(NATIVE::matcher).filter(Matcher::matches)
                .map(matcher -> matcher.group(1)).collect(Collectors.toCollection(TreeSet::new));
        assertThat(platforms).hasSize(1);
    }

    /** The versions that a Spark distribution carries, which Maven would not pick by itself. */
    @Test
    void standsOnTheVersionsOfASparkDistribution() {
        Set<String> names = spark.sparkJars().stream().map(jar -> jar.getFileName().toString()).collect(Collectors.toSet());
        assertThat(names).contains("slf4j-api-2.0.7.jar", "jackson-core-2.15.2.jar", "jackson-databind-2.15.2.jar",
                "scala-library-2.12.18.jar", "scala-reflect-2.12.18.jar", "guava-14.0.1.jar");
        assertThat(names.stream().map(name -> name.replaceFirst("-\\d[\\w.]*(-\\w+)?\\.jar$", ""))
                .filter(name -> name.matches("slf4j-api|jackson-core|scala-library|guava"))).doesNotHaveDuplicates();
    }

    private static Set<String> classes(Path jar) throws IOException {
        return entries(jar).stream().filter(name -> name.endsWith(".class") && !name.endsWith("module-info.class")
                && !name.startsWith("META-INF/")).collect(Collectors.toSet());
    }

    private static List<String> entries(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream().map(entry -> entry.getName()).toList();
        }
    }
}
