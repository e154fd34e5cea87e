package io.perennial.driver.refresh;

import static io.perennial.driver.refresh.SmallWorld.MONDAY;
import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.checksum.Sha256;
import io.perennial.driver.job.Job;
import io.perennial.driver.registry.Author;
import io.perennial.driver.registry.Change;
import io.perennial.driver.registry.ModelState;
import io.perennial.driver.registry.RegisteredModel;
import io.perennial.driver.registry.StagedVersion;
import io.perennial.driver.registry.VersionProvenance;
import io.perennial.driver.run.LocalSpark;
import io.perennial.driver.run.PreparedRun;
import io.perennial.driver.run.RunListener;
import io.perennial.driver.run.RunResult;
import io.perennial.driver.run.SparkWork;
import io.perennial.driver.run.StopSignal;
import io.perennial.driver.storage.SavedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An audit of a registry that real refreshes made, and of one that somebody bent. */
class AuditTest {

    private static JavaSparkContext spark;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        spark = LocalSpark.start("local[2]");
    }

    @AfterAll
    static void stop() {
        spark.close();
    }

    @Test
    void whatRefreshesLeaveIsCleanAndEveryFileHasItsStanding() throws IOException {
        SmallWorld world = new SmallWorld(folder);
        world.arrive("2026-01-05.bin", 60, 10);
        world.arrive("2026-01-05-broken.bin", new byte[7]);
        refresh(world);
        world.arrive("2026-01-05-flipped.bin", SmallWorld.mislabelled(SmallWorld.records(60, 11, r -> r % 2)));
        refresh(world);
        world.arrive("2026-01-06.bin", 60, 12);

        Audit.Result found = audit(world);

        assertThat(found.findings()).isEmpty();
        assertThat(found.examples()).isEqualTo(60);
        assertThat(found.versions()).containsExactly("v000001", "v000002");
        assertThat(found.files()).extracting(file -> file.name() + " " + file.standing().text()).containsExactly("2026-01-05-broken.bin quarantined",
                "2026-01-05-flipped.bin held back", "2026-01-05.bin consumed", "2026-01-06.bin waiting");
        assertThat(found.files().get(1).reason()).startsWith("new labels, the champion's accuracy on them");

        Files.delete(folder.resolve("arrivals/2026-01-05.bin"));
        assertThat(audit(world).gone()).containsExactly("2026-01-05.bin");
    }

    @Test
    void whatWasConsumedTwiceOrIsMissingInALedgerIsFound() throws IOException {
        SmallWorld world = new SmallWorld(folder);
        world.arrive("monday.bin", 60, 10);
        refresh(world);
        VersionProvenance monday = world.model.provenance(2);
        long[] prints = Ledger.longs(world.model.read(2, monday.fingerprints()));
        List<Long> all = new ArrayList<>();
        for (long print : prints) {
            all.add(print);
        }

        bent(world, 2, monday.consumed(), all.subList(0, 60));
        assertThat(audit(world).findings()).containsExactly("monday.bin was consumed twice: by v000003, and before as monday.bin by v000002",
                "v000003 consumed 60 examples that were consumed before");

        byte[] tuesday = SmallWorld.records(60, 11, r -> r % 2);
        world.arrive("tuesday.bin", tuesday);
        world.model.promote(2, Author.of("test", "because"));
        bent(world, 2, List.of(new VersionProvenance.Consumed("tuesday.bin", Sha256.hex(tuesday), tuesday.length, 0, 50, 6, Map.of())), List.of());
        assertThat(audit(world).findings()).containsExactly("v000004 says that it consumed 56 examples and lists 0",
                "tuesday.bin has 60 records, and v000004 accounts for 56", "tuesday.bin: v000004 says that it used 56 of its examples and lists 0");
    }

    /** Publishes the champion again with a ledger that is not true. */
    private static void bent(SmallWorld world, int parent, List<VersionProvenance.Consumed> consumed, List<Long> fingerprints) throws IOException {
        ModelState seen = world.model.state();
        SavedModel same = SavedModel.read(world.model.model(parent).toString(), new Configuration());
        StagedVersion staged = world.model.stage(seen);
        VersionProvenance.StoredFile prints = staged.write("fingerprints.bin", Ledger.bytes(fingerprints), null);
        staged.finish(same, Map.of(), VersionProvenance.ofRefresh("test", parent, MONDAY.toString(), Sha256.hex(same.parameters()), Map.of(),
                world.model.provenance(2).training(), consumed, null, prints, null, null));
        Author author = Author.of("test", "because");
        world.model.commit(seen, world.model.place(seen, staged, author), RegisteredModel.Role.CHAMPION, Change.publish(MONDAY.toString(), List.of()), author);
    }

    private static Audit.Result audit(SmallWorld world) throws IOException {
        return new Audit(world.model, new Configuration()).run(world.folder.resolve("arrivals").toString());
    }

    private static void refresh(SmallWorld world) throws IOException {
        Refresh.of(world.job(), MONDAY, new Configuration(), line -> { }).run(new Cluster() {
            @Override
            public RunResult train(Job job, PreparedRun run) {
                return run.run(spark, new RunListener() { }, new StopSignal());
            }

            @Override
            public <T> T run(SparkWork<T> work) {
                return work.run(spark);
            }
        }, new StopSignal());
    }
}
