package io.perennial.driver.storage;

import io.perennial.errors.InputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A run's checkpoints: {@code checkpoints/round-NNNNNN/}, each a new directory that its manifest, written last, makes visible.
 * What has no manifest is not there: a driver that died while it wrote leaves nothing that could be mistaken for a checkpoint.
 */
public final class CheckpointStore {

    private static final int FORMAT_VERSION = 1;
    private static final String MANIFEST = "checkpoint.json";
    private static final Pattern NAME = Pattern.compile("round-(\\d{6,})");
    /** Besides the kept ones: if the newest turns out damaged there is one before it. */
    private static final int NEWEST_KEPT = 2;

    private final FileSystem files;
    private final Path root;

    public CheckpointStore(RunDirectory run) {
        this.files = run.files();
        this.root = run.checkpoints();
    }

    public static int formatVersion() {
        return FORMAT_VERSION;
    }

    public Path directory(int round) {
        return new Path(root, String.format("round-%06d", round));
    }

    /** Makes an empty directory for a checkpoint; what an earlier attempt left there, unfinished or damaged, goes. For the run's owner only. */
    public Path begin(int round) throws IOException {
        Path directory = directory(round);
        if (files.exists(directory)) {
            removeManifestFirst(directory);
        }
        if (!files.mkdirs(directory)) {
            throw new IOException("cannot make " + directory);
        }
        return directory;
    }

    /** Writes the model. */
    public void writeModel(Path directory, SavedModel model) throws IOException {
        model.write(files, directory);
    }

    /** Writes the manifest, when all else is there: from here on the checkpoint is visible. */
    public void commit(Path directory, Checkpoint.Manifest manifest) throws IOException {
        for (Checkpoint.ReplicaEntry replica : manifest.replicas()) {
            if (!files.exists(Inside.resolve(directory, replica.state().file()))) {
                throw new IOException("the file that the executor of shard " + replica.shard() + " wrote is not in " + directory
                        + " as the driver sees it; the output must be on a file system that driver and executors share");
            }
        }
        Json.writeSealed(files, new Path(directory, MANIFEST), manifest);
    }

    /** Writes the outer optimizer's state. */
    public StoredArrays writeOuterState(Path directory, Map<String, float[]> state) throws IOException {
        return ArrayFile.write(files, new Path(directory, "outer.bin"), state);
    }

    /** Rounds that have a visible checkpoint, ascending. */
    public List<Integer> rounds() throws IOException {
        if (!files.exists(root)) {
            return List.of();
        }
        List<Integer> rounds = new ArrayList<>();
        for (FileStatus entry : files.listStatus(root)) {
            Matcher name = NAME.matcher(entry.getPath().getName());
            if (name.matches() && files.exists(new Path(entry.getPath(), MANIFEST))) {
                rounds.add(Integer.parseInt(name.group(1)));
            }
        }
        rounds.sort(null);
        return rounds;
    }

    /** Machines that the checkpoints here were written on; one that is damaged says nothing. */
    public Set<String> machines() throws IOException {
        Set<String> machines = new LinkedHashSet<>();
        for (int round : rounds()) {
            try {
                machines.add(Json.readSealed(files, new Path(directory(round), MANIFEST), Checkpoint.Manifest.class).machine());
            } catch (DamagedFileException damaged) {
                continue;
            }
        }
        return machines;
    }

    /**
     * The newest checkpoint of which every file is what its manifest says.
     *
     * @param damaged told about each newer one that is not, with the file's name
     */
    public Optional<Checkpoint> newestWhole(Consumer<String> damaged) throws IOException {
        List<Integer> rounds = rounds();
        for (int i = rounds.size() - 1; i >= 0; i--) {
            try {
                return Optional.of(read(directory(rounds.get(i))));
            } catch (DamagedFileException e) {
                damaged.accept("checkpoint of round " + rounds.get(i) + " is damaged and skipped: " + e.getMessage());
            }
        }
        return Optional.empty();
    }

    private Checkpoint read(Path directory) throws IOException {
        Checkpoint.Manifest manifest = Json.readSealed(files, new Path(directory, MANIFEST), Checkpoint.Manifest.class);
        if (manifest.formatVersion() != FORMAT_VERSION) {
            throw new InputException("checkpoint " + directory + " has formatVersion " + manifest.formatVersion() + ", this Perennial reads "
                    + FORMAT_VERSION + "; resume with the Perennial that wrote it, or a newer one");
        }
        if (manifest.replicas() == null || manifest.replicas().contains(null)) {
            throw new DamagedFileException(new Path(directory, MANIFEST), "lacks its replicas");
        }
        SavedModel model = SavedModel.read(files, directory);
        Map<String, float[]> outer = ArrayFile.read(files, directory, manifest.outer());
        for (Checkpoint.ReplicaEntry replica : manifest.replicas()) {
            ArrayFile.read(files, directory, replica.state());
        }
        return new Checkpoint(manifest, directory.toString(), model, outer);
    }

    /**
     * Removes what need not be kept of the rounds up to the one that was just written: of those that are multiples of {@code every}
     * the newest {@code keep} stay, and the newest two of all. Directories without a manifest go too. Rounds after it are damaged ones
     * that the run will come to again. For the run's owner only.
     */
    public void retain(int written, int every, int keep) throws IOException {
        List<Integer> rounds = rounds().stream().filter(round -> round <= written).toList();
        List<Integer> regular = rounds.stream().filter(round -> every > 0 && round % every == 0).toList();
        List<Integer> kept = new ArrayList<>(regular.subList(Math.max(0, regular.size() - keep), regular.size()));
        kept.addAll(rounds.subList(Math.max(0, rounds.size() - NEWEST_KEPT), rounds.size()));
        for (FileStatus entry : files.listStatus(root)) {
            Matcher name = NAME.matcher(entry.getPath().getName());
            if (name.matches() && Integer.parseInt(name.group(1)) <= written && !kept.contains(Integer.parseInt(name.group(1)))) {
                removeManifestFirst(entry.getPath());
            }
        }
    }

    /** A reader, or a kill in the middle, must not meet a manifest whose files are half gone. */
    private void removeManifestFirst(Path directory) throws IOException {
        files.delete(new Path(directory, MANIFEST), false);
        files.delete(directory, true);
    }
}
