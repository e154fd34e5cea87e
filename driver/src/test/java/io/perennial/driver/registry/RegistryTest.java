package io.perennial.driver.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.checksum.Sha256;
import io.perennial.driver.storage.DamagedFileException;
import io.perennial.driver.storage.Json;
import io.perennial.errors.InputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a local disk, and what does not depend on the file system. */
class RegistryTest extends RegistryContract {

    @TempDir
    static java.nio.file.Path folder;

    @Override
    Path folder() {
        return new Path(folder.toUri());
    }

    @Test
    void aCandidateWaitsUntilItIsPromoted() throws IOException {
        publish(1);
        HistoryEntry entry = model.publishRun(run(2), null, RegisteredModel.Role.CANDIDATE, AUTHOR);

        assertThat(entry.change().version()).isEqualTo(2);
        assertThat(model.champion()).contains(1);
        assertThat(model.promote(2, AUTHOR)).isPresent();
        assertThat(model.champion()).contains(2);
        assertThat(model.promote(2, AUTHOR)).isEmpty();
    }

    @Test
    void historySaysWhatWasInProductionWhenWhyAndByWhom() throws IOException {
        publish(1);
        publish(2);
        model.promote(1, Author.of("models promote", "v2 answers too slowly"));

        List<HistoryEntry> entries = model.state().entries();
        assertThat(entries).extracting(HistoryEntry::number).containsExactly(1, 2, 3);
        assertThat(entries).extracting(HistoryEntry::champion).containsExactly(1, 2, 1);
        assertThat(entries.get(2).reason()).isEqualTo("v2 answers too slowly");
        assertThat(entries.get(2).by()).startsWith("models promote, ").contains(" on ");
        assertThat(entries.get(2).at()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
    }

    @Test
    void rollbackAndPromotionRefuseWhatCannotBe() throws IOException {
        publish(1);
        assertThatThrownBy(() -> model.rollback(null, RegisteredModel.GivenBack.EXCLUDED, AUTHOR)).isInstanceOf(InputException.class)
                .hasMessageContaining("first version in production");
        assertThatThrownBy(() -> model.rollback(1, RegisteredModel.GivenBack.EXCLUDED, AUTHOR)).isInstanceOf(InputException.class).hasMessageContaining("champion already");
        assertThatThrownBy(() -> model.promote(7, AUTHOR)).isInstanceOf(InputException.class).hasMessageContaining("no version v000007");
        assertThatThrownBy(() -> model.readmit(List.of("x.bin"), AUTHOR)).isInstanceOf(InputException.class).hasMessageContaining("x.bin is not set apart");
        assertThat(model.state().head()).isEqualTo(1);
    }

    @Test
    void aSecondRollbackGoesFurtherBackAndARetentionKeepsWhatItGoesTo() throws IOException {
        publish(1);
        publish(2);
        publish(3);
        assertThat(model.rollback(null, RegisteredModel.GivenBack.EXCLUDED, AUTHOR).champion()).isEqualTo(2);
        assertThat(model.retain(new Retention(1, 1), AUTHOR)).isEmpty();

        assertThat(model.rollback(null, RegisteredModel.GivenBack.EXCLUDED, AUTHOR).champion()).isEqualTo(1);
        assertThatThrownBy(() -> model.rollback(null, RegisteredModel.GivenBack.EXCLUDED, AUTHOR)).isInstanceOf(InputException.class);
        model.promote(3, AUTHOR);
        assertThat(model.rollback(null, RegisteredModel.GivenBack.EXCLUDED, AUTHOR).champion()).isEqualTo(1);
    }

    @Test
    void aRollbackGivesTheDataBackAndExcludesItUnlessToldOtherwise() throws IOException {
        publish(1);
        refreshed(2, "monday.bin");
        refreshed(3, "tuesday.bin");

        HistoryEntry entry = model.rollback(null, RegisteredModel.GivenBack.EXCLUDED, AUTHOR);

        assertThat(entry.champion()).isEqualTo(2);
        assertThat(entry.change().excluded()).extracting(ArrivalId::name).containsExactly("tuesday.bin");
        assertThat(consumed()).containsExactly("monday.bin");
        assertThat(model.state().setApart()).hasSize(1);
        model.readmit(List.of("tuesday.bin"), AUTHOR);
        assertThat(model.state().setApart()).isEmpty();

        assertThat(model.rollback(1, RegisteredModel.GivenBack.TAKEN_AGAIN, AUTHOR).change().excluded()).isEmpty();
        assertThat(consumed()).isEmpty();
    }

    @Test
    void retentionKeepsTheChampionWhatARollbackNeedsAndTheBufferOfBoth() throws IOException {
        publish(1);
        refreshed(2, "monday.bin");
        for (int version = 3; version <= 7; version++) {
            finetuned(version, version - 1);
        }

        HistoryEntry entry = model.retain(new Retention(2, 2), AUTHOR).orElseThrow();

        assertThat(entry.change().removed()).containsExactly(1, 3, 4);
        assertThat(model.state().present()).containsExactly(2, 5, 6, 7);
        assertThat(files.exists(model.model(3))).isFalse();
        assertThat(model.provenance(3).parent()).isEqualTo(2);
        assertThat(model.read(2, model.provenance(2).buffer())).isEqualTo(new byte[] {1, 2, 3});
        assertThatThrownBy(() -> model.promote(3, AUTHOR)).isInstanceOf(InputException.class).hasMessageContaining("was removed to save space");
        assertThat(model.retain(new Retention(2, 2), AUTHOR)).isEmpty();
        model.rollback(2, RegisteredModel.GivenBack.EXCLUDED, AUTHOR);
        assertThat(model.champion()).contains(2);
    }

    @Test
    void retentionKeepsTheBufferThatANewVersionNeedsThatIsNotTheChampion() throws IOException {
        publish(1);
        refreshed(2, "monday.bin");
        finetuned(3, 2);
        model.promote(1, AUTHOR);

        assertThat(model.retain(new Retention(1, 0), AUTHOR)).isEmpty();

        assertThat(model.bufferOf(3)).contains(2);
    }

    @Test
    void namesAndVersionsAreReadAsPeopleTypeThem() throws IOException {
        publish(1);
        publish(2);
        for (String reference : List.of("pets", "pets@champion", "pets@2", "pets@v2", "pets@v000002")) {
            assertThat(ModelReference.directory(reference, root.toString(), new Configuration())).as(reference).endsWith("pets/v000002/model");
        }
        assertThat(ModelReference.directory("pets@1", root.toString(), new Configuration())).endsWith("pets/v000001/model");
        assertThat(ModelReference.directory("runs/one", root.toString(), new Configuration())).isEqualTo("runs/one");
        assertThatThrownBy(() -> ModelReference.directory("pet@champion", root.toString(), new Configuration())).isInstanceOf(InputException.class)
                .hasMessageContaining("no model 'pet'").hasMessageContaining("did you mean pets?");
        assertThatThrownBy(() -> ModelReference.directory("pets@latest", root.toString(), new Configuration())).isInstanceOf(InputException.class)
                .hasMessageContaining("expected a number such as 3");
        assertThatThrownBy(() -> Registry.at(root.toString(), new Configuration()).named("../pets")).isInstanceOf(InputException.class);
    }

    @Test
    void aHistoryEntryThatWasChangedIsNamedAndNotBelieved() throws IOException {
        publish(1);
        publish(2);
        Path entry = new Path(model.path(), "history/000002.json");
        Json.write(files, entry, Map.of("formatVersion", 1, "number", 2, "champion", 1, "sha256", "0"));

        assertThatThrownBy(() -> model.champion()).isInstanceOf(DamagedFileException.class).hasMessageContaining("history/000002.json");
    }

    private void refreshed(int seed, String arrival) throws IOException {
        ModelState seen = model.state();
        StagedVersion staged = model.stage(seen);
        VersionProvenance.StoredFile buffer = staged.write("buffer.bin", new byte[] {1, 2, 3}, Map.of("cat", 3L));
        staged.finish(TinyModel.of(seed), Map.of(), VersionProvenance.ofRefresh("test", seen.champion().orElseThrow(), "2026-01-01", "p" + seed, Map.of(), null,
                List.of(new VersionProvenance.Consumed(arrival, Sha256.hex(arrival), 1, 1, 1, 0, Map.of())), null, null, buffer, null, null));
        model.commit(seen, model.place(seen, staged, AUTHOR), RegisteredModel.Role.CHAMPION, Change.publish("2026-01-01", List.of()), AUTHOR);
    }

    private void finetuned(int seed, int parent) throws IOException {
        ModelState seen = model.state();
        StagedVersion staged = model.stage(seen);
        staged.finish(TinyModel.of(seed), Map.of(), VersionProvenance.ofRefresh("test", parent, "2026-01-01", "p" + seed, Map.of(), null, List.of(), null, null, null, null, null));
        model.commit(seen, model.place(seen, staged, AUTHOR), RegisteredModel.Role.CHAMPION, Change.publish("2026-01-01", List.of()), AUTHOR);
    }

    private List<String> consumed() throws IOException {
        List<String> names = new ArrayList<>();
        for (int version : model.lineage(model.champion().orElseThrow())) {
            model.provenance(version).consumed().forEach(consumed -> names.add(consumed.name()));
        }
        return names;
    }
}
