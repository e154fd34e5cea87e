package io.perennial.driver.run;

import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** Spark contexts for tests: in this JVM, quiet. */
public final class LocalSpark {

    private LocalSpark() {
    }

    public static JavaSparkContext start(String master) {
        return start(conf(master));
    }

    static SparkConf conf(String master) {
        return new SparkConf().setMaster(master).setAppName("test").set("spark.ui.enabled", "false")
                .set("spark.ui.showConsoleProgress", "false").set("spark.broadcast.compress", "false")
                .set("spark.driver.host", "127.0.0.1").set("spark.driver.bindAddress", "127.0.0.1");
    }

    public static JavaSparkContext start(SparkConf conf) {
        JavaSparkContext spark = new JavaSparkContext(conf);
        spark.setLogLevel("ERROR");
        return spark;
    }
}
