package io.perennial.driver.run;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** Which Perennial this is, and on which DL4J, as their builds wrote it down. */
public final class Build {

    private static final String OURS = "/io/perennial/driver/build.properties";
    private static final String OURS_BY_MAVEN = "/META-INF/maven/io.perennial/perennial-driver/pom.properties";
    private static final String DL4J = "/META-INF/maven/org.deeplearning4j/deeplearning4j-nn/pom.properties";
    private static final String UNKNOWN = "unknown";

    private Build() {
    }

    /** Version and, where it was built from a git repository, the commit: {@code 0.1.0 (commit 1a2b..., with changes)}. */
    public static String perennial() {
        Properties properties = read(OURS);
        String version = read(OURS_BY_MAVEN).getProperty("version", properties.getProperty("git.build.version", UNKNOWN));
        String commit = properties.getProperty("git.commit.id.full");
        if (commit == null) {
            return version;
        }
        return version + " (commit " + commit + (Boolean.parseBoolean(properties.getProperty("git.dirty")) ? ", with changes)" : ")");
    }

    static String dl4j() {
        return read(DL4J).getProperty("version", UNKNOWN);
    }

    private static Properties read(String resource) {
        Properties properties = new Properties();
        try (InputStream in = Build.class.getResourceAsStream(resource)) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException unreadable) {
            // Then nothing is known, which is what an empty set says.
            return properties;
        }
        return properties;
    }
}
