package io.perennial.driver.refresh;

import static io.perennial.driver.refresh.SmallWorld.MONDAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.driver.job.RefreshJob;
import io.perennial.driver.refresh.RefreshResult.Outcome;
import io.perennial.driver.registry.Author;
import io.perennial.driver.registry.ModelState;
import io.perennial.driver.registry.Quarantined;
import io.perennial.driver.registry.RegisteredModel;
import io.perennial.driver.registry.VersionProvenance;
import io.perennial.driver.run.LocalSpark;
import io.perennial.driver.run.StopSignal;
import io.perennial.driver.storage.SavedModel;
import io.perennial.errors.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Refreshes whose arrivals are the versions of a Delta table that delta-spark wrote. */
class RefreshDeltaTest {

    private static final Author PERSON = Author.of("test", "because");
    /** Versions are as old as their commits. */
    private static final LocalDate TODAY = LocalDate.now(ZoneOffset.UTC).plusDays(1);
    private static final List<String> NAMES = List.of("cat", "dog", "bird");

    @TempDir
    static Path folder;

    private static JavaSparkContext spark;
    private static SparkSession session;
    private static int worlds;

    private SmallWorld world;
    private String table;

    @BeforeAll
    static void start() {
        spark = LocalSpark.start(new SparkConf().setMaster("local[2]").setAppName("test").set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1").set("spark.driver.bindAddress", "127.0.0.1")
                .set("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension").set("spark.sql.warehouse.dir", folder.resolve("warehouse").toString())
                .set("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog").set("spark.sql.shuffle.partitions", "1")
                .set("spark.databricks.delta.snapshotPartitions", "1")
                // VACUUM lists the folder in so many tasks: 10,000 otherwise.
                .set("spark.sql.sources.parallelPartitionDiscovery.parallelism", "2")
                .set("spark.databricks.delta.retentionDurationCheck.enabled", "false"));
        session = SparkSession.builder().getOrCreate();
    }

    @AfterAll
    static void stop() {
        session.stop();
        spark.close();
    }

    @BeforeEach
    void aWorld() throws IOException {
        world = new SmallWorld(folder.resolve("world-" + worlds++));
        table = world.folder.resolve("pets").toString();
    }

    @Test
    void everyVersionIsConsumedOnceAndTheLedgerSaysSo() throws IOException {
        append(records(60, 10));
        append(records(40, 11));

        RefreshResult result = refresh();

        assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.PUBLISHED);
        assertThat(world.model.provenance(2).consumed()).extracting(VersionProvenance.Consumed::name).containsExactly("pets@v000000", "pets@v000001");
        assertThat(world.model.provenance(2).consumed()).extracting(consumed -> consumed.trained() + consumed.heldOut()).containsExactly(60L, 40L);
        assertThat(refresh().outcome()).isEqualTo(Outcome.NOTHING_NEW);
        append(records(40, 12));
        assertThat(refresh().consumed()).extracting(VersionProvenance.Consumed::name).containsExactly("pets@v000002");
        Audit.Result audit = audit();
        assertThat(audit.findings()).isEmpty();
        assertThat(audit.files()).extracting(Audit.File::standing).containsOnly(Audit.Standing.CONSUMED);
    }

    @Test
    void killedOnTheWayAndRunAgainItEndsInTheStateOfAnUndisturbedOne() throws IOException {
        append(records(60, 10));
        SmallWorld undisturbed = new SmallWorld(folder.resolve("world-" + worlds++));
        for (Step step : List.of(Step.PLANNED, Step.PREPARED, Step.TRAINED, Step.PLACED)) {
            assertThatThrownBy(() -> refresh(world, TODAY, Killed.at(step))).isInstanceOf(Killed.class);
        }
        // Came after the plan.
        append(records(40, 11));
        assertThat(refresh().consumed()).extracting(VersionProvenance.Consumed::name).containsExactly("pets@v000000");

        session.sql("RESTORE TABLE delta.`" + table + "` TO VERSION AS OF 0");
        assertThat(refresh(undisturbed, TODAY, step -> { }, "maxQuarantined=1").consumed()).extracting(VersionProvenance.Consumed::name).containsExactly("pets@v000000");
        assertThat(world.model.provenance(2).parametersSha256()).isEqualTo(undisturbed.model.provenance(2).parametersSha256());
        assertThat(world.model.provenance(2).buffer()).isEqualTo(undisturbed.model.provenance(2).buffer());
    }

    @Test
    void aRollbackGivesVersionsBackAndReadmittedTheyAreTakenAgain() throws IOException {
        append(records(60, 10));
        refresh();

        world.model.rollback(null, RegisteredModel.GivenBack.EXCLUDED, PERSON);

        assertThat(refresh().outcome()).isEqualTo(Outcome.NOTHING_NEW);
        assertThat(audit().files()).extracting(Audit.File::standing).containsExactly(Audit.Standing.EXCLUDED);
        world.model.readmit(List.of("pets@v000000"), PERSON);
        assertThat(refresh().consumed()).extracting(VersionProvenance.Consumed::name).containsExactly("pets@v000000");
    }

    @Test
    void anOverwriteIsNewRowsAndWhatItTookAwayUnseenIsNotTrainedOn() throws IOException {
        append(records(60, 10));
        refresh();
        append(records(40, 11));
        write(records(50, 12), SaveMode.Overwrite);

        RefreshResult result = refresh();

        assertThat(result.consumed()).extracting(VersionProvenance.Consumed::name).containsExactly("pets@v000002");
        assertThat(result.quarantined()).extracting(Quarantined::name).containsExactly("pets@v000001");
        assertThat(result.quarantined().get(0).reason()).startsWith("was changed or deleted in part by version 2 of the table");
        Audit.Result audit = audit();
        assertThat(audit.findings()).isEmpty();
        assertThat(audit.files()).extracting(Audit.File::standing).containsExactly(Audit.Standing.CONSUMED, Audit.Standing.QUARANTINED, Audit.Standing.CONSUMED);
        assertThat(refresh().outcome()).isEqualTo(Outcome.NOTHING_NEW);
    }

    @Test
    void whatADeletionRewritesIsKnownAndOptimizeAndVacuumBringNothing() throws IOException {
        append(records(60, 10));
        append(records(40, 11));
        refresh();
        session.sql("DELETE FROM delta.`" + table + "` WHERE id = 3");
        session.sql("OPTIMIZE delta.`" + table + "`");

        RefreshResult deleted = refresh("maxQuarantined=1");
        assertThat(deleted.outcome()).isEqualTo(Outcome.NOTHING_NEW);
        assertThat(deleted.quarantined()).extracting(Quarantined::name).containsExactly("pets@v000002");
        assertThat(deleted.quarantined().get(0).reason()).contains("copy of a known example");

        session.sql("VACUUM delta.`" + table + "` RETAIN 0 HOURS");
        assertThat(refresh("maxQuarantined=1").quarantined()).isEmpty();
        assertThat(audit().findings()).isEmpty();
        assertThat(audit().gone()).contains("pets@v000000");
    }

    @Test
    void versionsOfALaterDateWait() throws IOException {
        append(records(60, 10));

        RefreshResult result = refresh(world, MONDAY, step -> { });

        assertThat(result.outcome()).isEqualTo(Outcome.NOTHING_NEW);
        assertThat(world.model.state().head()).isEqualTo(1);
    }

    @Test
    void aNewNameInTheLabelColumnBecomesAClassAndBadRowsAreCounted() throws IOException {
        append(SmallWorld.records(90, 10, r -> r % 3));
        List<Row> bad = new ArrayList<>();
        bad.add(RowFactory.create(1000, null, new byte[] {1, 2, 3, 4}));
        bad.add(RowFactory.create(1001, "cat", new byte[] {1, 2, 3}));
        bad.add(RowFactory.create(1002, "cat", null));
        bad.addAll(rows(records(97, 11)));
        frame(bad).write().format("delta").mode(SaveMode.Append).save(table);

        RefreshResult result = refresh("newClasses=grow", "gate.minGain=-1");

        assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.PUBLISHED);
        assertThat(result.consumed().get(0).skipped()).isEmpty();
        assertThat(result.consumed().get(1).skipped()).isEqualTo(Map.of("unknown label", 1L, "unreadable image", 2L));
        assertThat(SavedModel.read(world.model.model(2).toString(), new Configuration()).classes()).containsExactly("cat", "dog", "bird");
    }

    @Test
    void aTableWithoutTheColumnsIsRefused() throws IOException {
        session.range(5).write().format("delta").save(table);

        assertThatThrownBy(this::refresh).isInstanceOf(InputException.class).hasMessageContaining("has no column label");
        assertThat(world.model.state().head()).isEqualTo(1);
        Files.createDirectories(Path.of(table + "-2/_delta_log"));
        table = table + "-2";
        assertThatThrownBy(this::refresh).isInstanceOf(InputException.class).hasMessageContaining("Delta table");
    }

    @Test
    void setApartStaysWhatItIs() throws IOException {
        append(SmallWorld.mislabelled(records(60, 10)));
        append(records(60, 11));

        RefreshResult rejected = refresh("gate.minAccuracy=1");

        assertThat(rejected.outcome()).isEqualTo(Outcome.REJECTED);
        assertThat(world.model.state().setApart().values()).extracting(ModelState.SetApart::standing).containsOnly(ModelState.Standing.HELD_BACK);
        assertThat(refresh().outcome()).isEqualTo(Outcome.NOTHING_NEW);
    }

    private void append(byte[] records) {
        write(records, SaveMode.Append);
    }

    private void write(byte[] records, SaveMode mode) {
        frame(rows(records)).write().format("delta").mode(mode).save(table);
    }

    private static byte[] records(int examples, int seed) {
        return SmallWorld.records(examples, seed, r -> r % 2);
    }

    private static List<Row> rows(byte[] records) {
        List<Row> rows = new ArrayList<>();
        for (int offset = 0; offset < records.length; offset += SmallWorld.RECORD) {
            rows.add(RowFactory.create(offset / SmallWorld.RECORD, NAMES.get(records[offset]), Arrays.copyOfRange(records, offset + 1, offset + SmallWorld.RECORD)));
        }
        return rows;
    }

    private static Dataset<Row> frame(List<Row> rows) {
        return session.createDataFrame(rows, new StructType().add("id", DataTypes.IntegerType).add("label", DataTypes.StringType).add("image", DataTypes.BinaryType)).coalesce(1);
    }

    private Audit.Result audit() throws IOException {
        return new Audit(world.model, new Configuration()).run(table);
    }

    private RefreshResult refresh(String... settings) throws IOException {
        return refresh(world, TODAY, step -> { }, settings);
    }

    private RefreshResult refresh(SmallWorld one, LocalDate date, Step.Follower follower, String... settings) throws IOException {
        List<String> all = new ArrayList<>(List.of("arrivals=" + table));
        all.addAll(List.of(settings));
        RefreshJob job = one.job(all.toArray(String[]::new));
        return Refresh.of(job, date, new Configuration(), line -> { }, follower).run(new InThisJvm(spark), new StopSignal());
    }
}
