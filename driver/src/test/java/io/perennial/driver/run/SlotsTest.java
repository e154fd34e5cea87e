package io.perennial.driver.run;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

class SlotsTest {

    @Test
    void anApplicationThatSparkGaveUpIsNotWaitedFor() {
        JavaSparkContext spark = LocalSpark.start("local[1]");
        Slots slots = new Slots(spark);
        spark.stop();

        assertThatThrownBy(() -> slots.await(2, 60, new RunListener() { }, new StopSignal())).isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("Spark gave the application up at local[1] before 2 slots were there; ");
    }
}
