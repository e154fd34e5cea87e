package io.perennial.driver.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.errors.InputException;
import java.nio.file.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run in a Spark context that another program made. */
class GuestTest {

    @TempDir
    Path directory;

    @Test
    void aSerializerThatCannotWorkIsNamed() {
        try (JavaSparkContext spark = LocalSpark.start(LocalSpark.conf("local[1]")
                .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer"))) {
            assertThatThrownBy(() -> Runs.run(spark, Runs.job(directory.resolve("kryo")))).isInstanceOf(InputException.class)
                    .hasMessageContaining("spark.serializer").hasMessageContaining("KryoSerializer");
            assertThat(directory.resolve("kryo/result.json")).doesNotExist();
        }
    }

    @Test
    void aRunLeavesNothingCachedBehind() {
        try (JavaSparkContext spark = LocalSpark.start("local[2]")) {
            Runs.run(spark, Runs.job(directory.resolve("clean"), "examples=640"));

            assertThat(spark.getPersistentRDDs()).isEmpty();
        }
    }

    @Test
    void examplesAreWholeStepsOfAllWorkersAndAtLeastWhatWasAskedFor() {
        try (JavaSparkContext spark = LocalSpark.start("local[2]")) {
            // 4,000 examples a shard: 93 steps of 43 and a tail of 1.
            RunResult result = Runs.run(spark, Runs.job(directory.resolve("examples"), "batchSize=43", "examples=8100"));

            assertThat(result.examples()).isBetween(8100L, 8100L + 2 * 43 - 1);
        }
    }
}
