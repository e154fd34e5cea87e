package io.perennial.driver.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.checksum.Sha256;
import io.perennial.driver.storage.SavedModel;
import io.perennial.errors.InputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the registry promises and the file system must bear out, on whatever file system it lies. */
abstract class RegistryContract {

    static final Author AUTHOR = Author.of("test", "because");

    private static int folders;

    FileSystem files;
    Path root;
    RegisteredModel model;

    /** A folder for a registry. */
    abstract Path folder();

    @BeforeEach
    void registry() throws IOException {
        root = new Path(folder(), "models-" + folders++);
        files = root.getFileSystem(new Configuration());
        model = Registry.at(root.toString(), new Configuration()).named("pets");
    }

    @Test
    void theFirstVersionIsTheChampionAndIsReadAsItWasWritten() throws IOException {
        HistoryEntry entry = publish(1);

        assertThat(entry.champion()).isEqualTo(1);
        assertThat(model.champion()).contains(1);
        SavedModel read = SavedModel.read(model.model(1).toString(), new Configuration());
        assertThat(read.parameters()).isEqualTo(TinyModel.of(1).parameters());
        assertThat(model.provenance(1).parametersSha256()).isEqualTo(Sha256.hex(read.parameters()));
        assertThat(files.exists(new Path(model.model(1), "dl4j.zip"))).isTrue();
        assertThat(Registry.at(root.toString(), new Configuration()).names()).containsExactly("pets");
        assertThat(names(model.path())).containsExactlyInAnyOrder("v000001", "history");
    }

    @Test
    void ofTwoWhoSawTheSameStateOneCommitsAndTheOtherIsTold() throws IOException {
        publish(1);
        ModelState seen = model.state();
        StagedVersion one = staged(seen, 2);
        StagedVersion two = staged(seen, 3);
        RegisteredModel.Placed first = model.place(seen, one, AUTHOR);
        model.commit(seen, first, RegisteredModel.Role.CHAMPION, Change.publish(null, List.of()), AUTHOR);

        assertThatThrownBy(() -> model.place(seen, two, AUTHOR)).isInstanceOf(HistoryMovedException.class).hasMessageContaining("changed meanwhile (history 2: publish");
        assertThatThrownBy(() -> model.commit(seen, Change.quarantine(null, List.of()), AUTHOR)).isInstanceOf(HistoryMovedException.class);
        assertThat(model.champion()).contains(2);
        assertThat(model.state().head()).isEqualTo(2);
    }

    @Test
    void manyPromotersAtOnceLeaveOneUnbrokenHistoryAndReadersAlwaysAChampion() throws Exception {
        publish(1);
        publish(2);
        int threads = 4;
        ExecutorService pool = Executors.newFixedThreadPool(threads + 1);
        AtomicBoolean over = new AtomicBoolean();
        Future<Integer> reader = pool.submit(() -> {
            int reads = 0;
            while (!over.get() || reads == 0) {
                assertThat(model.champion().orElseThrow()).isIn(1, 2);
                assertThat(SavedModel.read(ModelReference.directory("pets@champion", root.toString(), new Configuration()), new Configuration()).parameters()).hasSize(10);
                reads++;
            }
            return reads;
        });
        CyclicBarrier together = new CyclicBarrier(threads);
        List<Future<Integer>> promoters = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int version = 1 + t % 2;
            promoters.add(pool.submit((Callable<Integer>) () -> {
                int committed = 0;
                for (int round = 0; round < 10; round++) {
                    together.await();
                    try {
                        committed += model.promote(version, AUTHOR).isPresent() ? 1 : 0;
                    } catch (HistoryMovedException told) {
                        assertThat(told).hasMessageContaining("promote by test");
                    }
                }
                return committed;
            }));
        }
        int committed = 0;
        for (Future<Integer> promoter : promoters) {
            committed += promoter.get();
        }
        over.set(true);
        assertThat(reader.get()).isPositive();
        pool.shutdown();
        List<HistoryEntry> entries = model.state().entries();
        assertThat(entries).hasSize(2 + committed);
        for (int i = 1; i < entries.size(); i++) {
            assertThat(entries.get(i).champion()).as("a promotion changes the champion").isNotEqualTo(entries.get(i - 1).champion());
        }
        assertThat(names(new Path(model.path(), "history"))).as("no file is left of those who lost").hasSize(entries.size());
    }

    @Test
    void whatAProcessLeftThatDiedBeforeItsCommitIsInvisibleAndTakenOverIfItIsTheSame() throws IOException {
        publish(1);
        ModelState seen = model.state();
        RegisteredModel.Placed left = model.place(seen, staged(seen, 2), AUTHOR);
        staged(seen, 9);

        assertThat(model.state().versions()).containsExactly(1);
        assertThatThrownBy(() -> new ModelReference("pets", "2").in(model)).isInstanceOf(InputException.class).hasMessageContaining("no version v000002; found v000001");

        RegisteredModel.Placed again = model.place(seen, staged(seen, 2), AUTHOR);
        HistoryEntry entry = model.commit(seen, again, RegisteredModel.Role.CHAMPION, Change.publish(null, List.of()), AUTHOR);

        assertThat(again).isEqualTo(left);
        assertThat(entry.number()).isEqualTo(2);
        assertThat(names(model.path())).containsExactlyInAnyOrder("v000001", "v000002", "history");
    }

    @Test
    void aNumberUnderWhichSomethingElseWasLeftIsGivenUpAndWhoeverLeftItCannotCommit() throws IOException {
        publish(1);
        ModelState seen = model.state();
        RegisteredModel.Placed thoughtDead = model.place(seen, staged(seen, 2), AUTHOR);

        publish(3);

        assertThat(model.champion()).contains(3);
        assertThat(model.state().entries().get(1).change().action()).isEqualTo(Action.VOID);
        assertThatThrownBy(() -> model.commit(seen, thoughtDead, RegisteredModel.Role.CHAMPION, Change.publish(null, List.of()), AUTHOR))
                .isInstanceOf(HistoryMovedException.class);
        assertThat(SavedModel.read(model.model(3).toString(), new Configuration()).parameters()).isEqualTo(TinyModel.of(3).parameters());
    }

    @Test
    void aRemovalThatWasCommittedAndNotDoneIsDoneByTheNextOne() throws IOException {
        publish(1);
        publish(2);
        model.commit(model.state(), Change.remove(List.of(1)), AUTHOR);
        assertThat(files.exists(model.model(1))).isTrue();

        assertThat(model.retain(new Retention(5, 5), AUTHOR)).isEmpty();

        assertThat(files.exists(model.model(1))).isFalse();
    }

    @Test
    void aRejectedCandidateIsKeptAndItsArrivalsAreSetApart() throws IOException {
        publish(1);
        ModelState seen = model.state();
        ArrivalId bad = new ArrivalId("friday.bin", "f".repeat(64));

        HistoryEntry entry = model.reject(seen, staged(seen, 2), Change.reject("2026-01-02", List.of(), List.of(bad), List.of()), AUTHOR);

        assertThat(entry.champion()).isEqualTo(1);
        assertThat(SavedModel.read(new Path(new Path(model.path(), entry.change().candidate()), "model").toString(), new Configuration()).parameters())
                .isEqualTo(TinyModel.of(2).parameters());
        assertThat(model.state().setApart().get(bad).standing()).isEqualTo(ModelState.Standing.HELD_BACK);
        assertThat(model.exclude(List.of("friday.bin"), AUTHOR).champion()).isEqualTo(1);
        assertThat(model.state().setApart().get(bad).standing()).isEqualTo(ModelState.Standing.EXCLUDED);
        assertThat(model.state().versions()).containsExactly(1);
    }

    HistoryEntry publish(int seed) throws IOException {
        return model.publishRun(run(seed), null, RegisteredModel.Role.CHAMPION, AUTHOR);
    }

    String run(int seed) throws IOException {
        return TinyModel.write(files, new Path(root, "_runs/" + seed), seed);
    }

    StagedVersion staged(ModelState seen, int seed) throws IOException {
        StagedVersion staged = model.stage(seen);
        staged.finish(TinyModel.of(seed), Map.of(), VersionProvenance.ofRun("test", null, "parameters of " + seed, null, null));
        return staged;
    }

    private List<String> names(Path directory) throws IOException {
        return Arrays.stream(files.listStatus(directory)).map(entry -> entry.getPath().getName()).toList();
    }
}
