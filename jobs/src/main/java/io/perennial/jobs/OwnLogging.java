package io.perennial.jobs;

/** The log configuration of a JVM that was started with our main class: quiet, on stderr. Under spark-submit, Spark has chosen one already. */
final class OwnLogging {

    private static final String CONFIGURATION = "log4j2.configurationFile";

    private OwnLogging() {
    }

    /** To be called before the first logger is made. */
    static void configure() {
        if (System.getProperty("spark.submit.deployMode") == null && System.getProperty(CONFIGURATION) == null) {
            System.setProperty(CONFIGURATION, "classpath:log4j2-perennial.properties");
        }
    }
}
