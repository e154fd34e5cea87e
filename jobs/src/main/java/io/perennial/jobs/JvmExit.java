package io.perennial.jobs;

import org.apache.spark.SparkUserAppException;

import java.util.Properties;

/**
 * Ends the JVM so that whoever started it sees the exit code. YARN's application master takes any {@code System.exit}, even of 0, for a
 * failure, and expects the main method to return, or to throw the code. Everywhere else threads of libraries could keep the JVM alive
 * after main, so it is exited. A cluster manager may report only "failed": result.json has the status.
 */
final class JvmExit {

    enum Way { RETURN, THROW, EXIT }

    private JvmExit() {
    }

    static void with(int code) throws SparkUserAppException {
        switch (way(code, System.getProperties())) {
            case RETURN -> { }
            case THROW -> throw new SparkUserAppException(code);
            case EXIT -> System.exit(code);
        }
    }

    static Way way(int code, Properties properties) {
        boolean inApplicationMaster = "cluster".equals(properties.getProperty("spark.submit.deployMode"))
                && "yarn".equals(properties.getProperty("spark.master"));
        if (!inApplicationMaster) {
            return Way.EXIT;
        }
        return code == 0 ? Way.RETURN : Way.THROW;
    }
}
