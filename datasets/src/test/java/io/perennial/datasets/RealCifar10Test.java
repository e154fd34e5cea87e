package io.perennial.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

class RealCifar10Test {

    private static final String SKIPPED =
            "SKIPPED: real CIFAR-10 was not looked at; set PERENNIAL_DATA to a folder with cifar10/data_batch_1.bin";

    @Test
    void realImagesHaveTheirKnownCounts() {
        String root = System.getenv("PERENNIAL_DATA");
        boolean there = root != null && Files.exists(Path.of(root, "cifar10", "data_batch_1.bin"));
        if (!there) {
            System.err.println(SKIPPED);        // Surefire keeps the message of an assumption to itself.
        }
        assumeTrue(there, SKIPPED);
        Dataset cifar10 = Datasets.open("cifar10", Datasets.Options.fromEnvironment(), new Configuration(), line -> { });
        assertThat(cifar10.manifest().train().examplesPerClass().values()).hasSize(10).containsOnly(5_000L);
        assertThat(cifar10.test().size()).isIn(8_000L, 10_000L);
        assertThat(cifar10.manifest().test().examplesPerClass().values()).containsOnly(cifar10.test().size() / 10);
        assertThat(cifar10.manifest().testOverlap().share()).isLessThan(0.01);
        assertThat(cifar10.train().shards(2)).allSatisfy(shard -> assertThat(shard.size()).isEqualTo(25_000));
        assertThat(cifar10.train().imbalance(8)).isEmpty();
    }
}
