package io.perennial.jobs;

import org.apache.spark.package$;

import picocli.CommandLine.IVersionProvider;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** The versions of Perennial and of what it runs on. */
final class Version implements IVersionProvider {

    // Maven writes it into the jar
    private static final String POM_PROPERTIES = "/META-INF/maven/io.perennial/perennial-jobs/pom.properties";

    @Override
    public String[] getVersion() {
        return new String[] {"perennial " + perennial() + " (Spark " + package$.MODULE$.SPARK_VERSION() + ", Java "
                + System.getProperty("java.version") + ")"};
    }

    private static String perennial() {
        try (InputStream in = Version.class.getResourceAsStream(POM_PROPERTIES)) {
            if (in == null) {
                return "(not packaged)";
            }
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version", "(unknown)");
        } catch (IOException e) {
            return "(unknown)";
        }
    }
}
