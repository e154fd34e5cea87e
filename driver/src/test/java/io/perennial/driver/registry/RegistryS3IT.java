package io.perennial.driver.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.driver.s3.S3Server;
import io.perennial.driver.storage.SavedModel;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On an S3 server that honours conditions on a PUT, through Hadoop's S3A. */
class RegistryS3IT extends RegistryContract {

    private static final Path BUCKET = new Path("s3a://" + S3Server.CONDITIONAL);

    @TempDir
    static java.nio.file.Path folder;

    private static S3Server server;

    @BeforeAll
    static void start() throws IOException {
        server = new S3Server(folder);
        // This is the client that all here share.
        FileSystem.get(BUCKET.toUri(), server.configuration());
    }

    @AfterAll
    static void stop() throws IOException {
        FileSystem.get(BUCKET.toUri(), server.configuration()).close();
        server.close();
    }

    @Override
    Path folder() {
        return new Path(BUCKET, "registry");
    }

    @Test
    void aVersionThatWasCopiedInPartIsMadeWholeByWhoMakesTheSame() throws IOException {
        publish(1);
        ModelState seen = model.state();
        diesWhileItCopies(seen, 2);

        assertThat(model.champion()).contains(1);
        RegisteredModel.Placed placed = model.place(seen, staged(seen, 2), AUTHOR);
        HistoryEntry entry = model.commit(seen, placed, RegisteredModel.Role.CHAMPION, Change.publish(null, List.of()), AUTHOR);

        assertThat(entry.number()).isEqualTo(2);
        assertThat(entry.champion()).isEqualTo(2);
        assertThat(SavedModel.read(model.model(2).toString(), new Configuration()).parameters()).isEqualTo(TinyModel.of(2).parameters());
        assertThat(model.provenance(2).parametersSha256()).isEqualTo("parameters of 2");
    }

    @Test
    void nobodyWritesIntoAVersionThatAnotherContentHasBegun() throws IOException {
        publish(1);
        diesWhileItCopies(model.state(), 2);

        publish(3);

        assertThat(model.champion()).contains(3);
        assertThat(model.state().entries().get(1).change().action()).isEqualTo(Action.VOID);
        assertThat(SavedModel.read(model.model(3).toString(), new Configuration()).parameters()).isEqualTo(TinyModel.of(3).parameters());
    }

    private void diesWhileItCopies(ModelState seen, int seed) throws IOException {
        AtomicInteger copied = new AtomicInteger();
        server.disturb("/v000002/model/", path -> copied.getAndIncrement() < 2 ? S3Server.Fate.ANSWERED : S3Server.Fate.FORBIDDEN);
        StagedVersion staged = staged(seen, seed);
        assertThatThrownBy(() -> model.place(seen, staged, AUTHOR)).isInstanceOf(IOException.class);
        server.leaveAlone();
        assertThat(copied).hasValueGreaterThan(2);
    }
}
