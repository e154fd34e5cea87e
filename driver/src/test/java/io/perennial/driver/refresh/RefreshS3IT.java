package io.perennial.driver.refresh;

import static io.perennial.driver.refresh.SmallWorld.MONDAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.driver.job.RefreshJob;
import io.perennial.driver.registry.HistoryEntry;
import io.perennial.driver.registry.VersionProvenance;
import io.perennial.driver.run.LocalSpark;
import io.perennial.driver.run.StopSignal;
import io.perennial.driver.s3.S3Server;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A refresh whose registry, training set, run and checkpoints are all on S3. */
class RefreshS3IT {

    private static final String BUCKET = "s3a://" + S3Server.CONDITIONAL;

    @TempDir
    static Path folder;

    private static S3Server server;
    private static JavaSparkContext spark;

    @BeforeAll
    static void start() throws IOException {
        server = new S3Server(folder.resolve("server"));
        // This is the client that all here share.
        FileSystem.get(URI.create(BUCKET), server.configuration());
        spark = LocalSpark.start("local[2]");
    }

    @AfterAll
    static void stop() throws IOException {
        spark.close();
        FileSystem.get(URI.create(BUCKET), server.configuration()).close();
        server.close();
    }

    @Test
    void killedOnTheWayItEndsWithTheBitsOfAnUndisturbedOneOnALocalDisk() throws IOException {
        SmallWorld one = world("s3", BUCKET + "/models");
        for (Step step : List.of(Step.COPIED, Step.TRAINED, Step.PLACED, Step.COMMITTED)) {
            assertThatThrownBy(() -> refresh(one, Killed.at(step))).isInstanceOf(Killed.class);
            assertThat(one.model.champion()).as("killed at %s", step).contains(step.compareTo(Step.COMMITTED) < 0 ? 1 : 2);
        }
        assertThat(refresh(one, step -> { }).outcome()).isEqualTo(RefreshResult.Outcome.NOTHING_NEW);

        SmallWorld undisturbed = world("local", folder.resolve("local/models").toString());
        refresh(undisturbed, step -> { });
        VersionProvenance made = one.model.provenance(2);
        VersionProvenance expected = undisturbed.model.provenance(2);
        assertThat(made.parametersSha256()).isEqualTo(expected.parametersSha256());
        assertThat(made.consumed()).isEqualTo(expected.consumed());
        assertThat(made.fingerprints()).isEqualTo(expected.fingerprints());
        assertThat(made.buffer()).isEqualTo(expected.buffer());
        assertThat(one.model.state().entries()).extracting(HistoryEntry::champion).containsExactly(1, 2);
        assertThat(new Audit(one.model, new Configuration()).run(one.folder.resolve("arrivals").toString()).findings()).isEmpty();
    }

    private static SmallWorld world(String name, String models) throws IOException {
        SmallWorld one = new SmallWorld(folder.resolve(name), models);
        one.arrive("monday.bin", 60, 10);
        return one;
    }

    private static RefreshResult refresh(SmallWorld one, Step.Follower follower) throws IOException {
        RefreshJob job = one.job();
        return Refresh.of(job, MONDAY, new Configuration(), line -> { }, follower).run(new InThisJvm(spark), new StopSignal());
    }
}
