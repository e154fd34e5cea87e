package io.perennial.driver.run;

import org.apache.spark.api.java.JavaSparkContext;

/** Work that was checked and can be done as soon as there is Spark. */
@FunctionalInterface
public interface SparkWork<T> {

    T run(JavaSparkContext spark);
}
