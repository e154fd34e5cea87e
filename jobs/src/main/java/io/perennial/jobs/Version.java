package io.perennial.jobs;

import io.perennial.driver.run.Build;

import org.apache.spark.package$;

import picocli.CommandLine.IVersionProvider;

/** The versions of Perennial and of what it runs on. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {"perennial " + Build.perennial() + " (Spark " + package$.MODULE$.SPARK_VERSION() + ", Java "
                + System.getProperty("java.version") + ")"};
    }
}
