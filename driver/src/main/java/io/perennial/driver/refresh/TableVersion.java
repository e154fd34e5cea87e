package io.perennial.driver.refresh;

import io.perennial.checksum.Sha256;
import io.perennial.driver.storage.SavedModel;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;

/**
 * A version of a Delta table that brought rows. A commit is atomic and never changes, so it is neither half written nor overwritten.
 *
 * @param name      {@code TABLE@vNNNNNN}
 * @param version   of the table
 * @param files     data files that the commit added, by path
 * @param bytes     their length together
 * @param modified  when it was committed, milliseconds since 1970, by the writer's clock
 * @param changedBy the first later version that changed or deleted rows of it; null for none
 */
record TableVersion(String name, DeltaTable table, long version, List<String> files, long bytes, long modified, Long changedBy) implements ArrivalSource {

    /** The same without later changes: what was consumed before them was whole. */
    static ArrivalSource unchanged(ArrivalSource source) {
        return source instanceof TableVersion one ? new TableVersion(one.name, one.table, one.version, one.files, one.bytes, one.modified, null) : source;
    }

    @Override
    public Optional<LocalDate> date() {
        return Optional.of(LocalDate.ofInstant(Instant.ofEpochMilli(modified), ZoneOffset.UTC));
    }

    @Override
    public String shown() {
        return name;
    }

    @Override
    public boolean isSettled(long newest) {
        return true;
    }

    @Override
    public boolean isChanged(Configuration hadoop) {
        return false;
    }

    /** Of its rows; where they are gone, of the names of its files. */
    @Override
    public String sha256(Configuration hadoop) throws IOException {
        try {
            return table.sha256(this);
        } catch (UnusableArrivalException gone) {
            return Sha256.hex(name + '\n' + String.join("\n", files));
        }
    }

    /** A version that a later one changed is not the arrival that a refresh may have begun to consume before. */
    @Override
    public String sha256Unusable(Configuration hadoop) throws IOException {
        return changedBy == null ? sha256(hadoop) : Sha256.hex(name + '\n' + String.join("\n", files) + "\nchanged by " + changedBy);
    }

    @Override
    public boolean isGone(Configuration hadoop) throws IOException {
        return table.isGone(this);
    }

    @Override
    public Records records(SavedModel model, Configuration hadoop) throws IOException {
        if (changedBy != null) {
            throw new UnusableArrivalException("was changed or deleted in part by version " + changedBy + " of the table before a refresh came; what is left of its rows came with that version");
        }
        return table.records(this, model);
    }

    /** Names of classes in its label column; empty where labels are numbers. */
    Set<String> classNames() throws IOException {
        return changedBy == null ? table.classNames(this) : Set.of();
    }
}
