package io.perennial.ml;

import org.apache.spark.sql.SparkSession;

/** One session for all tests of this module. */
final class SharedSpark {

    private static SparkSession session;

    private SharedSpark() {
    }

    static synchronized SparkSession session() {
        if (session == null) {
            session = SparkSession.builder().master("local[2]").appName("ml").config("spark.ui.enabled", "false")
                    .config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1")
                    .config("spark.sql.shuffle.partitions", "2").config("spark.default.parallelism", "2").getOrCreate();
            session.sparkContext().setLogLevel("ERROR");
        }
        return session;
    }
}
