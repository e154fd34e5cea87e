package io.perennial.driver.refresh;

import io.perennial.checksum.Sha256;
import io.perennial.driver.registry.ArrivalId;
import io.perennial.driver.storage.DamagedFileException;
import io.perennial.driver.storage.Json;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * What a refresh set out to consume, written down before it begins: one that was killed is continued with these arrivals, whatever
 * else has arrived since.
 *
 * @param parent      version that is refreshed
 * @param jobSha256   of the settings that decide a candidate
 * @param context     checksum of what else decides it: the parent's parameters, the old test set, the base
 * @param logicalDate of the refresh
 * @param arrivals    usable and quarantined, by name
 */
record PinnedPlan(int parent, String jobSha256, String context, String logicalDate, List<ArrivalId> arrivals) {

    private static final String FILE = "plan.json";
    private static final int SHORT = 16;

    static PinnedPlan of(int parent, String jobSha256, String context, LocalDate logicalDate, List<ArrivalId> arrivals) {
        return new PinnedPlan(parent, jobSha256, context, logicalDate.toString(), arrivals);
    }

    /** Where a refresh by this plan works, within the folder of all work. */
    String directory() {
        StringBuilder content = new StringBuilder().append(parent).append('\n').append(jobSha256).append('\n').append(context).append('\n').append(logicalDate);
        arrivals.forEach(arrival -> content.append('\n').append(arrival.name()).append('\t').append(arrival.sha256()));
        return Sha256.hex(content.toString()).substring(0, SHORT);
    }

    void write(FileSystem files, Path work) throws IOException {
        Path directory = new Path(work, directory());
        files.mkdirs(directory);
        Json.writeSealed(files, new Path(directory, FILE), this);
    }

    /** The plan of a refresh that was begun for the same and not ended. */
    static Optional<PinnedPlan> find(FileSystem files, Path work, int parent, String jobSha256, String context, LocalDate logicalDate) throws IOException {
        try {
            for (FileStatus entry : files.listStatus(work)) {
                Optional<PinnedPlan> plan = read(files, new Path(entry.getPath(), FILE));
                if (plan.isPresent() && plan.get().equals(of(parent, jobSha256, context, logicalDate, plan.get().arrivals()))) {
                    return plan;
                }
            }
        } catch (FileNotFoundException none) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static Optional<PinnedPlan> read(FileSystem files, Path file) throws IOException {
        try {
            return Optional.of(Json.readSealed(files, file, PinnedPlan.class));
        } catch (DamagedFileException missing) {
            return Optional.empty();
        }
    }
}
