package io.perennial.driver.run;

import io.perennial.errors.InputException;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.JavaSerializer;

/** What a guest finds set by the program whose Spark context it works in, and cannot change. */
public final class HostContext {

    private HostContext() {
    }

    /** @throws InputException if the context has a serializer that cannot carry Perennial's records */
    public static void check(SparkConf conf) {
        String serializer = conf.get("spark.serializer", JavaSerializer.class.getName());
        if (!serializer.equals(JavaSerializer.class.getName())) {
            throw new InputException("spark.serializer: found " + serializer + ", supported is " + JavaSerializer.class.getName()
                    + " (Kryo cannot read Java records); leave the setting out of this application");
        }
    }
}
