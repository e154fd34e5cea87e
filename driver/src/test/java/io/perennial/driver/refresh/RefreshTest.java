package io.perennial.driver.refresh;

import static io.perennial.driver.refresh.SmallWorld.MONDAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.checksum.Sha256;
import io.perennial.driver.job.RefreshJob;
import io.perennial.driver.refresh.RefreshResult.Outcome;
import io.perennial.driver.outer.RunningAverage;
import io.perennial.driver.registry.Action;
import io.perennial.driver.registry.ArrivalId;
import io.perennial.driver.registry.Author;
import io.perennial.driver.registry.Change;
import io.perennial.driver.registry.HistoryEntry;
import io.perennial.driver.registry.HistoryMovedException;
import io.perennial.driver.registry.ModelState;
import io.perennial.driver.registry.Quarantined;
import io.perennial.driver.registry.RegisteredModel;
import io.perennial.driver.registry.Retention;
import io.perennial.driver.registry.StagedVersion;
import io.perennial.driver.registry.VersionProvenance;
import io.perennial.driver.run.LocalSpark;
import io.perennial.driver.run.StopSignal;
import io.perennial.driver.storage.RunHeldException;
import io.perennial.driver.storage.SavedModel;
import io.perennial.errors.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole refreshes of a small model, on a Spark in this JVM. */
class RefreshTest {

    private static final Author PERSON = Author.of("test", "because");

    @TempDir
    static Path folder;

    private static JavaSparkContext spark;
    private static int worlds;

    private SmallWorld world;
    private final List<String> progress = new ArrayList<>();

    @BeforeAll
    static void start() {
        spark = LocalSpark.start("local[2]");
    }

    @AfterAll
    static void stop() {
        spark.close();
    }

    @BeforeEach
    void aWorld() throws IOException {
        world = newWorld();
    }

    @Test
    void newDataAreConsumedOnceAndTheVersionSaysWhatItIsMadeOf() throws IOException {
        world.arrive("monday.bin", 60, 10);

        RefreshResult result = refresh();

        assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.PUBLISHED);
        assertThat(result.champion()).isEqualTo(2);
        assertThat(result.candidate().test().accuracy()).isGreaterThan(0.9).isGreaterThan(result.before().test().accuracy());
        VersionProvenance made = world.model.provenance(2);
        assertThat(made.parent()).isEqualTo(1);
        assertThat(made.logicalDate()).isEqualTo("2026-01-05");
        assertThat(made.consumed()).singleElement().satisfies(consumed -> {
            assertThat(consumed.name()).isEqualTo("monday.bin");
            assertThat(consumed.trained()).isEqualTo(54);
            assertThat(consumed.heldOut()).isEqualTo(6);
        });
        assertThat(made.base().examples()).isEqualTo(60);
        assertThat(made.fingerprints().bytes()).isEqualTo(8 * (60 + 60));
        assertThat(made.buffer().examplesPerClass()).isEqualTo(Map.of("cat", 10L, "dog", 10L));
        assertThat(made.training().path("machine").asText()).isNotEmpty();
        assertThat(world.model.metrics(2).at("/gate/passed").asBoolean()).isTrue();
        assertThat(world.model.metrics(2).at("/candidate/heldOut/perClass")).hasSize(2);
        assertThat(SavedModel.read(world.model.model(2).toString(), new Configuration()).parameters()).hasSize(10);
        assertThat(world.model.state().entries().get(1)).satisfies(entry -> {
            assertThat(entry.by()).startsWith("refresh pets-daily of 2026-01-05, ");
            assertThat(entry.reason()).startsWith("1 arrival with 60 examples; accuracy ");
        });
        assertThat(world.folder.resolve("models/pets/work")).doesNotExist();
        assertThat(world.model.metrics(2).at("/drift/measured/features")).extracting(one -> one.path("name").asText())
                .containsExactly("channel 0", "brightness", "contrast", "sharpness");
        assertThat(world.model.metrics(2).at("/drift/measured/embeddings/fresh").asInt()).isEqualTo(60);
        assertThat(Files.readString(world.folder.resolve("models/pets/v000002/report.html"))).contains("<h2>Gate</h2>", "<h2>Drift</h2>", "monday.bin")
                .doesNotContain("<script");
        assertThat(world.folder.resolve("models/pets/v000002/training.html")).exists();

        Map<String, String> before = world.state();
        RefreshResult again = refresh();
        assertThat(again.outcome()).isEqualTo(Outcome.NOTHING_NEW);
        assertThat(again.message()).isEqualTo("nothing new for pets");
        assertThat(world.state()).isEqualTo(before);
    }

    @Test
    void killedAtEveryStepOneAfterTheOtherItEndsInTheStateOfAnUndisturbedOneBitForBit() throws IOException {
        SmallWorld one = onMonday();
        RefreshJob job = one.job("retain.versions=1", "retain.rollbacks=0");
        for (Step step : Step.values()) {
            killed(one, job, step);
            assertThat(one.model.champion()).as("killed at %s", step).contains(step.compareTo(Step.COMMITTED) < 0 ? 1 : 2);
        }
        assertThat(refresh(one, job).outcome()).isEqualTo(Outcome.NOTHING_NEW);
        Map<String, String> state = one.state();

        SmallWorld undisturbed = onMonday();
        refresh(undisturbed, job);
        assertThat(undisturbed.model.state().entries()).extracting(entry -> entry.change().action()).containsExactly(Action.PUBLISH, Action.PUBLISH, Action.REMOVE);
        assertThat(state).isEqualTo(undisturbed.state());

        for (Step step : List.of(Step.STAGED, Step.PLACED)) {
            SmallWorld other = onMonday();
            killed(other, job, step);
            refresh(other, job);
            assertThat(other.state()).as("killed at %s alone", step).isEqualTo(state);
        }
    }

    private void killed(SmallWorld one, RefreshJob job, Step step) {
        assertThatThrownBy(() -> refresh(one, job, MONDAY, Killed.at(step))).as(step.name()).isInstanceOf(Killed.class);
    }

    /** Always in the same place. */
    private static SmallWorld onMonday() throws IOException {
        Path place = folder.resolve("monday");
        FileUtils.deleteDirectory(place.toFile());
        SmallWorld one = new SmallWorld(place);
        one.arrive("monday.bin", 60, 10);
        one.arrive("broken.bin", new byte[7]);
        return one;
    }

    @Test
    void aRejectedCandidateIsKeptItsDataHeldBackAndTheNextDayIsNotPoisoned() throws IOException {
        world.arrive("monday.bin", 60, 10);
        refresh();
        world.arrive("tuesday.bin", SmallWorld.mislabelled(SmallWorld.records(60, 11, r -> r % 2)));

        RefreshResult rejected = refresh(world.job("gate.minGain=-1", "gate.maxDisagreement=1"));

        assertThat(rejected.outcome()).isEqualTo(Outcome.REJECTED);
        assertThat(rejected.message()).contains("old test set, accuracy against the champion's: -", "1 arrival is held back until models readmit or models exclude");
        assertThat(world.model.champion()).contains(2);
        HistoryEntry entry = world.model.state().entries().get(2);
        assertThat(entry.change().action()).isEqualTo(Action.REJECT);
        assertThat(entry.change().heldBack()).extracting(ArrivalId::name).containsExactly("tuesday.bin");
        assertThat(Path.of(rejected.directory().replaceFirst("^file:", ""))).isDirectoryContaining("glob:**/metrics.json").isDirectoryContaining("glob:**/report.html");

        assertThat(refresh().message()).isEqualTo("nothing new for pets; 1 held back");
        world.arrive("wednesday.bin", 60, 12);
        RefreshResult next = refresh();
        assertThat(next.outcome()).as(next.message()).isEqualTo(Outcome.PUBLISHED);
        assertThat(next.consumed()).extracting(VersionProvenance.Consumed::name).containsExactly("wednesday.bin");

        world.model.readmit(List.of("tuesday.bin"), PERSON);
        RefreshResult flipped = refresh(world.job("onReject=exclude"));
        assertThat(flipped.message()).startsWith("there is no candidate: new labels, the champion's accuracy on them against that on the same classes of the old test set: -")
                .endsWith("; 1 arrival is excluded from now on");
        assertThat(world.model.state().setApart()).hasSize(1).allSatisfy((id, apart) -> assertThat(apart.standing()).isEqualTo(ModelState.Standing.EXCLUDED));
    }

    @Test
    void moreDriftThanAJobAllowsStopsItBeforeItTrainsAndLessIsTold() throws IOException {
        world.arrive("dark.bin", SmallWorld.darkened(SmallWorld.records(60, 10, r -> r % 2)));

        RefreshResult held = refresh(world.job("drift.ksHold=0.9"));
        assertThat(held.outcome()).isEqualTo(Outcome.REJECTED);
        assertThat(held.message()).startsWith("there is no candidate: drift: Kolmogorov-Smirnov distance of ").contains(", held from 0.9000 on; 1 arrival is held back");
        assertThat(held.drift().measured().embeddings().probability()).isLessThan(0.01);

        world.model.readmit(List.of("dark.bin"), PERSON);
        refresh(world.job("gate.minGain=-1", "gate.maxDisagreement=1"));
        assertThat(progress).anySatisfy(line -> assertThat(line).startsWith("warning: drift: PSI of ").endsWith(", told from 0.2500 on"));
    }

    @Test
    void replayRemembersWhatFinetuningForgets() throws IOException {
        world.arrive("monday.bin", 60, 10);
        refresh();
        // Dogs that look like the cats so far.
        world.arrive("strange-dogs.bin", SmallWorld.mislabelled(SmallWorld.records(60, 13, r -> 0)));

        RefreshResult replayed = refresh(world.job("gate.maxDrop=1", "gate.minGain=-1", "gate.maxDisagreement=1", "replay.share=0.8"));
        world.model.rollback(null, RegisteredModel.GivenBack.TAKEN_AGAIN, PERSON);
        RefreshResult finetuned = refresh(world.job("gate.maxDrop=1", "gate.minGain=-1", "gate.maxDisagreement=1", "strategy=finetune", "epochs=9"));

        assertThat(replayed.candidate().test().accuracy()).isGreaterThan(0.8);
        assertThat(finetuned.candidate().test().accuracy()).isLessThan(0.7);
        assertThat(world.model.provenance(finetuned.champion()).buffer()).isNull();
        assertThat(world.model.bufferOf(finetuned.champion())).contains(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"derpp", "ewc", "lwf", "joint"})
    void everyStrategyForgetsLessThanFinetuningAndGivesTheSameBitsAfterAKill(String strategy) throws IOException {
        List<String> settings = new ArrayList<>(List.of("gate.maxDrop=1", "gate.minGain=-1", "gate.maxDisagreement=1", "strategy=" + strategy));
        settings.addAll(switch (strategy) {
            case "derpp" -> List.of("replay.share=0.8", "replay.bytes=" + 20 * (SmallWorld.RECORD + 16), "derpp.alpha=0.5", "derpp.beta=1");
            case "ewc" -> List.of("ewc.lambda=10");
            case "lwf" -> List.of("lwf.weight=4");
            default -> List.<String>of();
        });
        RefreshJob job = world.job(settings.toArray(String[]::new));
        world.arrive("monday.bin", 60, 10);
        assertThat(refresh(job).outcome()).isEqualTo(Outcome.PUBLISHED);
        // Dogs that look like the cats so far.
        world.arrive("strange-dogs.bin", SmallWorld.mislabelled(SmallWorld.records(60, 13, r -> 0)));

        RefreshResult first = refresh(job);
        Map<String, String> made = version(first.champion());
        world.model.rollback(null, RegisteredModel.GivenBack.TAKEN_AGAIN, PERSON);
        assertThatThrownBy(() -> refresh(world, job, MONDAY, Killed.at(Step.STAGED))).isInstanceOf(Killed.class);
        RefreshResult again = refresh(job);
        assertThat(version(again.champion())).isEqualTo(made);
        world.model.rollback(null, RegisteredModel.GivenBack.TAKEN_AGAIN, PERSON);
        RefreshResult finetuned = refresh(world.job("gate.maxDrop=1", "gate.minGain=-1", "gate.maxDisagreement=1", "strategy=finetune"));

        assertThat(first.candidate().test().loss()).isLessThan(finetuned.candidate().test().loss());
        VersionProvenance.StoredFile keepsake = world.model.provenance(first.champion()).keepsake();
        assertThat(keepsake == null ? "" : keepsake.name()).isEqualTo(Map.of("derpp", "outputs.bin", "ewc", "importance.bin").getOrDefault(strategy, ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"derpp", "ewc"})
    void aClassThatArrivesLaterIsLearnedAndTheOldOnesAreKept(String strategy) throws IOException {
        List<String> settings = new ArrayList<>(List.of("newClasses=grow", "strategy=" + strategy, "gate.maxDrop=1", "gate.minGain=-1", "epochs=8"));
        settings.add(strategy.equals("derpp") ? "replay.bytes=" + 30 * (SmallWorld.RECORD + 20) : "ewc.lambda=3");
        RefreshJob job = world.job(settings.toArray(String[]::new));
        world.arrive("monday.bin", 60, 10);
        refresh(job);
        // Named otherwise and in another order, and of one class there is nothing.
        world.arrive("zoo", List.of("fish", "bird", "dog"), SmallWorld.relabelled(SmallWorld.records(60, 21, r -> r % 4 == 0 ? 1 : 2), 0, 2, 1));

        assertThatThrownBy(() -> refresh(world, job, MONDAY, Killed.at(Step.STAGED))).isInstanceOf(Killed.class);
        RefreshResult result = refresh(job);

        assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.PUBLISHED);
        SavedModel grown = SavedModel.read(world.model.model(result.champion()).toString(), new Configuration());
        assertThat(grown.classes()).containsExactly("cat", "dog", "bird");
        assertThat(grown.parameters()).hasSize(15);
        assertThat(result.candidate().heldOut().confusion()[2][2]).as("birds").isGreaterThan(2);
        if (strategy.equals("derpp")) {
            assertThat(result.candidate().test().accuracy()).isGreaterThan(0.8);
            assertThat(world.model.provenance(result.champion()).buffer().examplesPerClass()).containsKeys("cat", "dog", "bird");
        }
        // From now on its number is known, and keeping and pulling go on.
        world.arrive("tuesday.bin", SmallWorld.records(60, 22, r -> r % 3));
        RefreshResult next = refresh(job);
        assertThat(next.outcome()).as(next.message()).isEqualTo(Outcome.PUBLISHED);
        assertThat(next.quarantined()).isEmpty();
    }

    @Test
    void anAverageOverRefreshesIsServedAndEachTrainsOnFromWhereTheLastOneEnded() throws IOException {
        String[] settings = {"newClasses=grow", "gate.maxDrop=1", "gate.minGain=-1"};
        RefreshJob averaging = world.job("newClasses=grow", "gate.maxDrop=1", "gate.minGain=-1", "serve.decay=0.75");
        SmallWorld plain = newWorld();
        for (SmallWorld one : List.of(world, plain)) {
            one.arrive("monday.bin", 60, 10);
        }
        refresh(plain, plain.job(settings));
        refresh(averaging);
        assertThat(trained(2)).as("a published run is trained on as it is").isEqualTo(served(plain, 2));
        assertThat(served(world, 2)).isEqualTo(new RunningAverage.Exponential(0.75).next(served(world, 1), 1, trained(2))).isNotEqualTo(trained(2));

        for (SmallWorld one : List.of(world, plain)) {
            one.arrive("tuesday.bin", 60, 11);
        }
        refresh(plain, plain.job(settings));
        assertThatThrownBy(() -> refresh(world, averaging, MONDAY, Killed.at(Step.STAGED))).isInstanceOf(Killed.class);
        RefreshResult tuesday = refresh(averaging);
        assertThat(trained(3)).as("not from what is served").isEqualTo(served(plain, 3));
        assertThat(served(world, 3)).isEqualTo(new RunningAverage.Exponential(0.75).next(served(world, 2), 1, trained(3)));
        assertThat(world.model.metrics(3).at("/candidate/test/loss").asDouble()).as("the gate judges what is served")
                .isEqualTo(tuesday.candidate().test().loss()).isNotEqualTo(plain.model.metrics(3).at("/candidate/test/loss").asDouble());
        assertThat(new Audit(world.model, new Configuration()).run(world.folder.resolve("arrivals").toString()).findings()).isEmpty();

        for (SmallWorld one : List.of(world, plain)) {
            one.arrive("zoo", List.of("cat", "dog", "bird"), SmallWorld.records(60, 21, r -> r % 3));
        }
        refresh(plain, plain.job(settings));
        refresh(averaging);
        assertThat(world.model.provenance(4).trained()).as("begins anew with a new class").isNull();
        assertThat(served(world, 4)).hasSize(15).isEqualTo(served(plain, 4));

        world.model.retain(new Retention(1, 0), PERSON);
        assertThat(world.folder.resolve("models/pets/v000003/trained.bin")).doesNotExist();
    }

    private static float[] served(SmallWorld one, int version) {
        return SavedModel.read(one.model.model(version).toString(), new Configuration()).parameters();
    }

    private float[] trained(int version) throws IOException {
        return VectorFile.read(world.model.read(version, world.model.provenance(version).trained()));
    }

    @Test
    void whereClassesAreNotToGrowANewOneIsABadRecord() throws IOException {
        world.arrive("zoo", List.of("cat", "dog", "bird"), SmallWorld.records(60, 21, r -> r % 3));
        assertThatThrownBy(this::refresh).isInstanceOf(InputException.class).hasMessageContaining("20 of 60 records cannot be used (20 unknown label)");
    }

    @Test
    void purgedExamplesLeaveAllBuffersForGoodAndNoRefreshTakesThemAgain() throws IOException {
        RefreshJob job = world.job("strategy=derpp", "replay.bytes=" + 20 * (SmallWorld.RECORD + 16), "maxBadRecords=0.2");
        world.arrive("monday.bin", 60, 10);
        refresh(job);
        Path buffer = world.folder.resolve("models/pets/v000002/buffer.bin");
        List<byte[]> named = new ArrayList<>();
        byte[] all = Files.readAllBytes(buffer);
        byte[] monday = SmallWorld.records(60, 10, r -> r % 2);
        for (int offset = 0; offset < monday.length; offset += SmallWorld.RECORD) {
            byte[] record = Arrays.copyOfRange(monday, offset, offset + SmallWorld.RECORD);
            if (holds(all, record) && named.size() < 3) {
                named.add(record);
            }
        }
        Path file = Files.write(world.folder.resolve("forget.bin"), concat(concat(named.get(0), named.get(1)), named.get(2)));

        Purge.Purged purged = new Purge(world.model, new Configuration()).run(file.toString(), PERSON).orElseThrow();

        assertThat(purged.removed()).isEqualTo(3);
        assertThat(purged.entry().change().purge().examples()).hasSize(3);
        assertThat(buffer).doesNotExist();
        assertThat(world.model.buffer(2).bytes()).isEqualTo(all.length - 3 * SmallWorld.RECORD);
        assertThat(world.model.keepsake(2).bytes()).isEqualTo(4 + 17 * 16);
        assertThat(new Purge(world.model, new Configuration()).run(file.toString(), PERSON)).isEmpty();

        world.model.rollback(1, RegisteredModel.GivenBack.TAKEN_AGAIN, PERSON);
        RefreshResult again = refresh(job);
        assertThat(again.outcome()).as(again.message()).isEqualTo(Outcome.PUBLISHED);
        assertThat(again.consumed().get(0).skipped()).isEqualTo(Map.of("purged example", 3L));
        byte[] kept = world.model.read(again.champion(), world.model.buffer(again.champion()));
        assertThat(named).noneMatch(record -> holds(kept, record));
    }

    private static boolean holds(byte[] records, byte[] one) {
        for (int offset = 0; offset < records.length; offset += SmallWorld.RECORD) {
            if (Arrays.equals(records, offset, offset + SmallWorld.RECORD, one, 0, SmallWorld.RECORD)) {
                return true;
            }
        }
        return false;
    }

    /** The parameters, the buffer and what the strategy keeps. */
    private Map<String, String> version(int version) throws IOException {
        VersionProvenance made = world.model.provenance(version);
        Map<String, String> hashes = new java.util.TreeMap<>(Map.of("parameters", made.parametersSha256()));
        for (VersionProvenance.StoredFile file : Arrays.asList(made.buffer(), made.keepsake(), made.trained())) {
            if (file != null) {
                hashes.put(file.name(), file.sha256());
            }
        }
        return hashes;
    }

    @Test
    void filesThatCannotBeUsedAreSetApartWithTheReasonAndTheOthersConsumed() throws IOException {
        byte[] monday = SmallWorld.records(60, 10, r -> r % 2);
        world.arrive("monday.bin", monday);
        refresh();
        byte[] tuesday = SmallWorld.records(60, 11, r -> r % 2);
        world.arrive("tuesday.bin", tuesday);
        world.arrive("a/empty.bin", new byte[0]);
        world.arrive("a/half.bin", Arrays.copyOf(SmallWorld.records(9, 14, r -> 0), 42));
        world.arrive("a/monday-again.bin", monday);
        world.arrive("z/tuesday-again.bin", tuesday);
        world.arrive("a/labels.bin", SmallWorld.records(20, 15, r -> r < 2 ? 7 : r % 2));
        world.arrive("a/test-images.bin", Files.readAllBytes(world.folder.resolve("test/all.bin")));
        world.arrive("a/mostly-seen.bin", concat(Arrays.copyOf(monday, 20 * SmallWorld.RECORD), SmallWorld.records(10, 16, r -> r % 2)));
        world.arrive("monday.bin", SmallWorld.records(61, 17, r -> r % 2));
        world.arrive("_hidden.bin", new byte[3]);
        world.arrive(".hidden.bin", new byte[3]);
        world.arrive("a/_temporary/part.bin", new byte[3]);
        world.arrive("readme.txt", new byte[3]);
        world.arrive("set/stranger.bin", SmallWorld.records(10, 18, r -> r % 2));
        Files.copy(world.folder.resolve("base/dataset.json"), world.folder.resolve("arrivals/set/dataset.json"));

        RefreshResult result = refresh(world.job("maxQuarantined=0.95"));

        assertThat(result.consumed()).extracting(VersionProvenance.Consumed::name).containsExactly("tuesday.bin");
        assertThat(result.quarantined()).extracting(bad -> bad.name() + " " + bad.reason()).containsExactlyInAnyOrder(
                "a/empty.bin is empty",
                "a/half.bin ends within record 8 (found 2 of 5 bytes): half written, or not the record layout of the model's images",
                "a/monday-again.bin is a copy of monday.bin",
                "z/tuesday-again.bin is a copy of tuesday.bin",
                "a/labels.bin 2 of 20 records cannot be used (2 unknown label): 10.0%, allowed are 5.0% (maxBadRecords)",
                "a/test-images.bin 40 of 40 records cannot be used (40 example of the test set): 100.0%, allowed are 5.0% (maxBadRecords)",
                "a/mostly-seen.bin 20 of 30 records cannot be used (20 copy of a known example): 66.7%, allowed are 5.0% (maxBadRecords)",
                "monday.bin was overwritten after v000002 had consumed it; give new data a name of its own",
                "set/stranger.bin is not listed in the dataset.json beside it");
        assertThat(world.model.state().setApart()).hasSize(9);
        assertThat(refresh().message()).isEqualTo("nothing new for pets");

        world.arrive("a/half.bin", SmallWorld.records(20, 14, r -> r % 2));
        assertThat(refresh().consumed()).as("a file that was completed is another one").extracting(VersionProvenance.Consumed::name).containsExactly("a/half.bin");
    }

    @Test
    void whereTooManyFilesCannotBeUsedNothingIsChanged() throws IOException {
        world.arrive("good.bin", 60, 10);
        world.arrive("bad-1.bin", new byte[7]);
        world.arrive("bad-2.bin", new byte[8]);
        Map<String, String> before = world.state();

        assertThatThrownBy(this::refresh).isInstanceOf(InputException.class).hasMessageContaining("2 of 3 new files cannot be used")
                .hasMessageContaining("bad-1.bin ends within record 1").hasMessageContaining("maxQuarantined");
        assertThat(world.state()).isEqualTo(before);
    }

    @Test
    void aFileThatCannotBeReadNowIsAFailureAndNotAMistakeInTheJob() throws IOException {
        world.arrive("monday.bin", 60, 10);
        // A checksum of Hadoop's that does not match: reading fails, whoever asks.
        Files.write(world.folder.resolve("arrivals/.monday.bin.crc"), new byte[] {'c', 'r', 'c', 0, 0, 0, 2, 0, 1, 2, 3, 4});

        assertThatThrownBy(this::refresh).isInstanceOf(IOException.class).hasMessageContaining("arrivals: cannot read")
                .hasMessageContaining("monday.bin").hasMessageEndingWith("; check access, and run it again");
    }

    @Test
    void fewBadRecordsAreLeftOutAndCounted() throws IOException {
        byte[] records = SmallWorld.records(100, 10, r -> r == 3 ? 9 : r % 2);
        System.arraycopy(records, 0, records, 20 * SmallWorld.RECORD, SmallWorld.RECORD);
        System.arraycopy(Files.readAllBytes(world.folder.resolve("base/all.bin")), 0, records, 30 * SmallWorld.RECORD, SmallWorld.RECORD);
        world.arrive("monday.bin", records);

        assertThat(refresh().consumed()).singleElement().satisfies(consumed -> {
            assertThat(consumed.skipped()).isEqualTo(Map.of("unknown label", 1L, "copy of a known example", 2L));
            assertThat(consumed.trained() + consumed.heldOut()).isEqualTo(97);
        });
    }

    @Test
    void onlyBadFilesAreRecordedWhereThatIsAllowedAndNotLookedAtAgain() throws IOException {
        world.arrive("bad.bin", new byte[7]);

        RefreshResult result = refresh(world.job("maxQuarantined=1"));

        assertThat(result.outcome()).isEqualTo(Outcome.NOTHING_NEW);
        assertThat(result.quarantined()).extracting(Quarantined::name).containsExactly("bad.bin");
        assertThat(world.model.state().entries().get(1).change().action()).isEqualTo(Action.QUARANTINE);
        assertThat(refresh().message()).isEqualTo("nothing new for pets");
        assertThat(world.model.state().head()).isEqualTo(2);
    }

    @Test
    void datesAreTakenInOrderAndLateFilesByTheNextRefresh() throws IOException {
        world.arrive("2026-01-05/a.bin", 30, 10);
        world.arrive("2026-01-06/a.bin", 30, 11);
        RefreshResult monday = refresh();
        assertThat(monday.consumed()).extracting(VersionProvenance.Consumed::name).containsExactly("2026-01-05/a.bin");
        assertThat(monday.message()).endsWith("; 1 of a later date");

        world.arrive("2026-01-05/late.bin", 30, 12);
        Files.setLastModifiedTime(world.arrive("2026-01-06/unfinished.bin", 30, 13), FileTime.fromMillis(System.currentTimeMillis() + 600_000));
        RefreshResult tuesday = refresh(world, world.job("settle=60"), MONDAY.plusDays(1), step -> { });

        assertThat(tuesday.consumed()).extracting(VersionProvenance.Consumed::name).containsExactly("2026-01-05/late.bin", "2026-01-06/a.bin");
        assertThat(tuesday.message()).contains("1 still being written");
    }

    @Test
    void tooFewExamplesWaitForMore() throws IOException {
        world.arrive("a.bin", 6, 10);
        assertThat(refresh().message()).isEqualTo("6 new examples are too few for pets (minExamples is 10): they wait");
        assertThat(refresh(world.job("minExamples=1", "workers=7")).message())
                .isEqualTo("6 new examples for pets leave fewer to train on than workers (7): they wait for more, or lower workers");
        world.arrive("b.bin", 6, 11);
        assertThat(refresh().examples()).isEqualTo(12);
    }

    @Test
    void aRollbackGivesTheDataBackToTheNextRefreshUnlessItIsExcluded() throws IOException {
        world.arrive("monday.bin", 60, 10);
        refresh();
        world.model.rollback(null, RegisteredModel.GivenBack.EXCLUDED, PERSON);
        assertThat(refresh().outcome()).isEqualTo(Outcome.NOTHING_NEW);

        world.model.readmit(List.of("monday.bin"), PERSON);
        RefreshResult again = refresh();

        assertThat(again.outcome()).isEqualTo(Outcome.PUBLISHED);
        assertThat(again.champion()).isEqualTo(3);
        assertThat(world.model.provenance(3).parent()).isEqualTo(1);
        assertThat(world.model.provenance(3).parametersSha256()).isEqualTo(world.model.provenance(2).parametersSha256());
    }

    @Test
    void theBytesOfAnExcludedArrivalAreNotTakenUnderAnotherNameEither() throws IOException {
        byte[] monday = SmallWorld.records(60, 10, r -> r % 2);
        world.arrive("monday.bin", monday);
        refresh();
        world.model.rollback(null, RegisteredModel.GivenBack.EXCLUDED, PERSON);
        world.arrive("other.bin", monday);

        assertThat(refresh().message()).isEqualTo("nothing new for pets; 1 with the bytes of an excluded arrival");
        assertThat(world.model.champion()).contains(1);
    }

    @Test
    void aRefreshThatIsContinuedConsumesWhatItSetOutToAndLeavesTheRestToTheNext() throws IOException {
        world.arrive("b.bin", 30, 10);
        assertThatThrownBy(() -> refresh(world, world.job(), MONDAY, Killed.at(Step.PREPARED))).isInstanceOf(Killed.class);
        world.arrive("a.bin", 30, 11);

        RefreshResult continued = refresh();

        assertThat(continued.consumed()).extracting(VersionProvenance.Consumed::name).containsExactly("b.bin");
        assertThat(continued.message()).endsWith("; 1 arrived meanwhile and waits");
        assertThat(progress).contains("continues the refresh of 2026-01-05 that was begun with 1 arrivals");
        assertThat(refresh().consumed()).extracting(VersionProvenance.Consumed::name).containsExactly("a.bin");
    }

    @Test
    void aRefreshMeetsAnotherAtWorkAndChangesNothing() throws IOException {
        world.arrive("monday.bin", 60, 10);
        List<String> told = new ArrayList<>();
        refresh(world, world.job(), MONDAY, step -> {
            if (step == Step.PREPARED) {
                assertThatThrownBy(this::refresh).isInstanceOf(RunHeldException.class).satisfies(held -> told.add(held.getMessage()));
            }
        });
        assertThat(told).singleElement().satisfies(line -> assertThat(line).contains("refresh pets-daily of 2026-01-05 is at work on this model since"));
        assertThat(world.model.champion()).contains(2);
    }

    @Test
    void theLockOfADeadHolderIsTakenOverAndOneThatWasThoughtDeadPublishesNothing() throws IOException {
        world.arrive("monday.bin", 60, 10);
        assertThatThrownBy(() -> refresh(world, world.job(), MONDAY, step -> {
            if (step == Step.STAGED) {
                lockFromElsewhere(2, System.currentTimeMillis() - 500_000);
            }
        })).isInstanceOf(RunHeldException.class).hasMessageContaining("another refresh has taken over");
        assertThat(world.model.state().head()).isEqualTo(1);

        lockFromElsewhere(2, System.currentTimeMillis());
        assertThatThrownBy(this::refresh).isInstanceOf(RunHeldException.class).hasMessageContaining("(process 1 on elsewhere)");

        lockFromElsewhere(2, System.currentTimeMillis() - 500_000);
        assertThat(refresh().outcome()).isEqualTo(Outcome.PUBLISHED);
        assertThat(world.folder.resolve("models/pets/lock")).isDirectoryContaining("glob:**/000003.released").isDirectoryNotContaining("glob:**/000001.*");
    }

    @Test
    void aHolderWhoseProcessStartedAtAnotherTimeIsAliveAsLongAsItGivesSignsOfLife() throws IOException {
        world.arrive("monday.bin", 60, 10);
        String here = java.net.InetAddress.getLocalHost().getHostName();
        lockOf(here, ProcessHandle.current().pid(), 1, System.currentTimeMillis());
        assertThatThrownBy(this::refresh).isInstanceOf(RunHeldException.class).hasMessageContaining("is at work on this model");

        lockOf(here, ProcessHandle.current().pid(), 1, System.currentTimeMillis() - 500_000);
        assertThat(refresh().outcome()).isEqualTo(Outcome.PUBLISHED);
    }

    private void lockFromElsewhere(int number, long alive) {
        lockOf("elsewhere", 1, number, alive);
    }

    private void lockOf(String host, long pid, int number, long alive) {
        try {
            Path lock = Files.createDirectories(world.folder.resolve("models/pets/lock"));
            org.apache.hadoop.fs.FileSystem files = world.model.files();
            io.perennial.driver.storage.Json.writeSealed(files, new org.apache.hadoop.fs.Path(lock.toUri().toString(), String.format("%06d.json", number)),
                    new RefreshLock.Holder(number, "token", "refresh other", host, pid, "then", "2026-01-01T00:00:00Z"));
            Path sign = lock.resolve(String.format("%06d.alive", number));
            Files.write(sign, new byte[0]);
            Files.setLastModifiedTime(sign, FileTime.fromMillis(alive));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aModelThatWasChangedDuringARefreshIsLeftAsItIs() throws IOException {
        world.arrive("monday.bin", 60, 10);
        for (Step step : List.of(Step.TRAINED, Step.PLACED)) {
            int head = world.model.state().head();
            assertThatThrownBy(() -> refresh(world, world.job(), MONDAY, reached -> {
                if (reached == step) {
                    publishAnother();
                }
            })).as(step.name()).isInstanceOf(HistoryMovedException.class).hasMessageContaining("was changed meanwhile");
            assertThat(world.model.state().head()).as("but for the other's changes, which may give up a number").isBetween(head + 1, head + 2);
            assertThat(world.model.state().entries()).noneMatch(entry -> entry.by().startsWith("refresh"));
        }
        assertThat(refresh().outcome()).isEqualTo(Outcome.PUBLISHED);
    }

    private void publishAnother() {
        try {
            world.model.publishRun(world.folder.resolve("run").toString(), null, RegisteredModel.Role.CHAMPION, PERSON);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aDryRunTellsWhatWouldBeConsumedAndWritesNothing() throws IOException {
        world.arrive("monday.bin", 60, 10);
        world.arrive("bad.bin", new byte[7]);
        Map<String, String> before = world.state();

        RefreshResult result = Refresh.of(world.job(), MONDAY, new Configuration(), progress::add).dryRun();

        assertThat(result.outcome()).isEqualTo(Outcome.DRY_RUN);
        assertThat(result.message()).isEqualTo("1 arrival with 60 examples would be consumed; 1 quarantined");
        assertThat(world.state()).isEqualTo(before);
        assertThat(world.folder.resolve("models/pets")).isDirectoryNotContaining("glob:**/{lock,work}");
    }

    @Test
    void whatRefreshesLeaveIsCleanAndEveryFileHasItsStanding() throws IOException {
        world.arrive("2026-01-05.bin", 60, 10);
        world.arrive("2026-01-05-broken.bin", new byte[7]);
        refresh();
        world.arrive("2026-01-05-flipped.bin", SmallWorld.mislabelled(SmallWorld.records(60, 11, r -> r % 2)));
        refresh();
        world.arrive("2026-01-06.bin", 60, 12);

        Audit.Result found = audit();

        assertThat(found.findings()).isEmpty();
        assertThat(found.examples()).isEqualTo(60);
        assertThat(found.versions()).containsExactly("v000001", "v000002");
        assertThat(found.files()).extracting(file -> file.name() + " " + file.standing().text()).containsExactly("2026-01-05-broken.bin quarantined",
                "2026-01-05-flipped.bin held back", "2026-01-05.bin consumed", "2026-01-06.bin waiting");
        assertThat(found.files().get(1).reason()).startsWith("new labels, the champion's accuracy on them");

        Files.delete(world.folder.resolve("arrivals/2026-01-05.bin"));
        assertThat(audit().gone()).containsExactly("2026-01-05.bin");
    }

    @Test
    void whatWasConsumedTwiceOrIsMissingInALedgerIsFound() throws IOException {
        world.arrive("monday.bin", 60, 10);
        refresh();
        VersionProvenance monday = world.model.provenance(2);
        long[] prints = Ledger.longs(world.model.read(2, monday.fingerprints()));
        List<Long> all = new ArrayList<>();
        for (long print : prints) {
            all.add(print);
        }

        bent(2, monday.consumed(), all.subList(0, 60));
        assertThat(audit().findings()).containsExactly("monday.bin was consumed twice: by v000003, and before as monday.bin by v000002",
                "v000003 consumed 60 examples that were consumed before");

        byte[] tuesday = SmallWorld.records(60, 11, r -> r % 2);
        world.arrive("tuesday.bin", tuesday);
        world.model.promote(2, PERSON);
        bent(2, List.of(new VersionProvenance.Consumed("tuesday.bin", Sha256.hex(tuesday), tuesday.length, 0, 50, 6, Map.of())), List.of());
        assertThat(audit().findings()).containsExactly("v000004 says that it consumed 56 examples and lists 0",
                "tuesday.bin has 60 records, and v000004 accounts for 56", "tuesday.bin: v000004 says that it used 56 of its examples and lists 0");
    }

    /** Publishes the champion again with a ledger that is not true. */
    private void bent(int parent, List<VersionProvenance.Consumed> consumed, List<Long> fingerprints) throws IOException {
        ModelState seen = world.model.state();
        SavedModel same = SavedModel.read(world.model.model(parent).toString(), new Configuration());
        StagedVersion staged = world.model.stage(seen);
        VersionProvenance.StoredFile prints = staged.write("fingerprints.bin", Ledger.bytes(fingerprints), null);
        staged.finish(same, Map.of(), VersionProvenance.ofRefresh("test", parent, MONDAY.toString(), Sha256.hex(same.parameters()), Map.of(),
                world.model.provenance(2).training(), consumed, null, prints, null, null, null));
        world.model.commit(seen, world.model.place(seen, staged, PERSON), RegisteredModel.Role.CHAMPION, Change.publish(MONDAY.toString(), List.of()), PERSON);
    }

    private Audit.Result audit() throws IOException {
        return new Audit(world.model, new Configuration()).run(world.folder.resolve("arrivals").toString());
    }

    @Test
    void whatAJobNamesWronglyIsRefusedInOneLine() throws IOException {
        assertThatThrownBy(() -> refresh(world.job("model=pet"))).isInstanceOf(InputException.class).hasMessageContaining("did you mean pets?");
        assertThatThrownBy(() -> refresh(world.job("arrivals=" + world.folder.resolve("nowhere")))).isInstanceOf(InputException.class).hasMessageContaining("there is no folder");
        world.arrive("monday.bin", 60, 10);
        assertThatThrownBy(() -> refresh(world.job("test=shapes10"))).isInstanceOf(InputException.class).hasMessageContaining("test: shapes10 has 10 classes");
        assertThatThrownBy(() -> refresh(world.job("base=shapes10"))).isInstanceOf(InputException.class).hasMessageContaining("base: shapes10 has 10 classes");
        assertThatThrownBy(() -> refresh(world.job("replay.bytes=4"))).isInstanceOf(InputException.class).hasMessageContaining("one example has 5 bytes");
        assertThatThrownBy(() -> world.job("strategy=finetune", "replay.share=0.2")).isInstanceOf(InputException.class).hasMessageContaining("strategy replay");
        assertThatThrownBy(() -> world.job("model=")).isInstanceOf(InputException.class).hasMessageContaining("model: found nothing, but every job of this kind needs it");
        assertThat(world.model.state().head()).isEqualTo(1);
    }

    private static SmallWorld newWorld() throws IOException {
        return new SmallWorld(folder.resolve("world-" + worlds++));
    }

    private RefreshResult refresh() throws IOException {
        return refresh(world.job());
    }

    private RefreshResult refresh(RefreshJob job) throws IOException {
        return refresh(world, job);
    }

    private RefreshResult refresh(SmallWorld one, RefreshJob job) throws IOException {
        return refresh(one, job, MONDAY, step -> { });
    }

    private RefreshResult refresh(SmallWorld one, RefreshJob job, LocalDate date, Step.Follower follower) throws IOException {
        return Refresh.of(job, date, new Configuration(), progress::add, follower).run(new InThisJvm(spark), new StopSignal());
    }

    private static byte[] concat(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }
}
