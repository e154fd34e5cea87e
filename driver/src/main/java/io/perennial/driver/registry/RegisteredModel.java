package io.perennial.driver.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.perennial.checksum.Sha256;
import io.perennial.driver.storage.DamagedFileException;
import io.perennial.driver.storage.Json;
import io.perennial.driver.storage.SavedModel;
import io.perennial.errors.InputException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model of the registry: {@code vNNNNNN/} for each version, which never changes once the history names it, and {@code history/}.
 * A change is prepared beside what is there and committed by one new history entry; a reader sees the entries before it or all of it.
 *
 * <p>Nothing that a process does here can harm what another has committed, however late it comes: a directory {@code vNNNNNN} is
 * made once and never made again, and what belongs to a number that the history has passed can no longer be committed.
 */
public final class RegisteredModel {

    private static final Logger LOG = LoggerFactory.getLogger(RegisteredModel.class);

    private final String name;
    private final FileSystem files;
    private final Path path;
    private final History history;

    RegisteredModel(String name, FileSystem files, Path path) {
        this.name = name;
        this.files = files;
        this.path = path;
        this.history = new History(files, path);
    }

    public String name() {
        return name;
    }

    public FileSystem files() {
        return files;
    }

    public Path path() {
        return path;
    }

    /** Whether it has a version. */
    public boolean exists() throws IOException {
        return history.head().isPresent();
    }

    /** As of now; may be old a moment later, which {@link #commit} notices. */
    public ModelState state() throws IOException {
        return new ModelState(history.entries());
    }

    /** The version in production; reads one history entry. */
    public Optional<Integer> champion() throws IOException {
        return history.head().map(HistoryEntry::champion);
    }

    public Path directory(int version) {
        return new Path(path, VersionName.of(version));
    }

    /** Where a version's model is, for {@link SavedModel#read}. */
    public Path model(int version) {
        return new Path(directory(version), StagedVersion.MODEL);
    }

    public VersionProvenance provenance(int version) throws IOException {
        VersionProvenance provenance = Json.readSealed(files, new Path(directory(version), StagedVersion.PROVENANCE), VersionProvenance.class);
        if (provenance.formatVersion() != VersionProvenance.FORMAT_VERSION) {
            throw new InputException(directory(version) + " has formatVersion " + provenance.formatVersion() + ", this Perennial reads "
                    + VersionProvenance.FORMAT_VERSION + "; use the Perennial that wrote it or a newer one");
        }
        return provenance;
    }

    public JsonNode metrics(int version) throws IOException {
        return Json.readSealed(files, new Path(directory(version), StagedVersion.METRICS), JsonNode.class);
    }

    /** A version and its ancestors, whose ledgers together say what it consumed; itself first. */
    public List<Integer> lineage(int version) throws IOException {
        List<Integer> lineage = new ArrayList<>();
        for (Integer next = version; next != null; next = provenance(next).parent()) {
            if (lineage.contains(next)) {
                throw new DamagedFileException(directory(next), "is its own ancestor");
            }
            lineage.add(next);
        }
        return lineage;
    }

    /** The nearest of a version and its ancestors that has a buffer. */
    public Optional<Integer> bufferOf(int version) throws IOException {
        ModelState now = state();
        for (int ancestor : lineage(version)) {
            VersionProvenance.StoredFile buffer = now.current(ancestor, provenance(ancestor).buffer());
            if (buffer != null && files.exists(new Path(directory(ancestor), buffer.name()))) {
                return Optional.of(ancestor);
            }
        }
        return Optional.empty();
    }

    /** Begins a version that is to be committed after the state that was seen. */
    public StagedVersion stage(ModelState seen) throws IOException {
        return StagedVersion.begin(files, path, seen.head());
    }

    /**
     * A version under its number, not yet in the history.
     *
     * @param seen history entries before its own
     */
    public record Placed(int version, int seen) {
    }

    /** Gives a staged version its number. What a process that died left under a number is passed over, and the history says so. */
    public Placed place(ModelState seen, StagedVersion staged, Author author) throws IOException {
        int version = seen.nextVersion();
        int head = seen.head();
        while (!moved(seen, staged, directory(version))) {
            history.append(head, seen.champion().orElse(null), Change.giveUp(version),
                    author.because(VersionName.of(version) + " was begun by a process that died, or was thought dead"));
            head++;
            version++;
        }
        return new Placed(version, head);
    }

    /** Whoever commits first removes what others have staged for the same entry. */
    private boolean moved(ModelState seen, StagedVersion staged, Path target) throws IOException {
        try {
            return staged.moveTo(target);
        } catch (IOException e) {
            history.checkUnmoved(seen.head());
            throw e;
        }
    }

    /** What a new version becomes. */
    public enum Role { CHAMPION, CANDIDATE }

    /**
     * Commits a placed version.
     *
     * @throws HistoryMovedException if the model was changed since {@code seen}
     */
    public HistoryEntry commit(ModelState seen, Placed placed, Role role, Change publish, Author author) throws IOException {
        Integer champion = role == Role.CHAMPION ? Integer.valueOf(placed.version()) : seen.champion().orElse(null);
        return tidied(history.append(placed.seen(), champion, publish.publishedAs(placed.version()), author));
    }

    /** Keeps a staged candidate that was rejected, for people, and commits the rejection. */
    public HistoryEntry reject(ModelState seen, StagedVersion staged, Change reject, Author author) throws IOException {
        String kept = String.format("rejected/%06d-%s", seen.head() + 1, staged.provenanceSha256().substring(0, 12));
        if (!moved(seen, staged, new Path(path, kept))) {
            throw new IOException("cannot keep the rejected candidate: " + new Path(path, kept) + " is there and holds something else");
        }
        return commit(seen, reject.keptIn(kept), author);
    }

    /** Commits a change that leaves the champion. */
    public HistoryEntry commit(ModelState seen, Change change, Author author) throws IOException {
        return tidied(history.append(seen.head(), seen.champion().orElse(null), change, author));
    }

    private HistoryEntry tidied(HistoryEntry committed) {
        try {
            StagedVersion.removeUpTo(committed.number(), files, path);
        } catch (IOException left) {
            // The change is committed, so it must not be reported as failed; the next one removes what is left.
            LOG.warn("{}: what was staged and is no longer needed is left for the next change to remove: {}", path, left.getMessage());
        }
        return committed;
    }

    /**
     * Makes a version of a run.
     *
     * @param run    a run directory, its {@code model/} or a checkpoint
     * @param parent version whose ledger and buffer it continues; null if it consumed no arrival
     */
    public HistoryEntry publishRun(String run, Integer parent, Role role, Author author) throws IOException {
        SavedModel model = SavedModel.read(run, files.getConf());
        ModelState seen = state();
        if (parent != null) {
            checkVersion(seen, parent);
        }
        if (role == Role.CANDIDATE && seen.champion().isEmpty()) {
            throw new InputException("--candidate: " + name + " has no champion yet; leave it out for the first version");
        }
        PublishedRun published = PublishedRun.read(run, files.getConf());
        StagedVersion staged = stage(seen);
        staged.finish(model, published.metrics(), VersionProvenance.ofRun(run, parent, Sha256.hex(model.parameters()),
                published.training(), null));
        return commit(seen, place(seen, staged, author), role, Change.publish(null, List.of()), author);
    }

    /** Makes another version the champion; empty if it is already. */
    public Optional<HistoryEntry> promote(int version, Author author) throws IOException {
        ModelState seen = state();
        checkHasModel(seen, version);
        if (seen.champion().filter(champion -> champion == version).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(tidied(history.append(seen.head(), version, Change.promote(version), author)));
    }

    /** What becomes of the data that is given back by a rollback. */
    public enum GivenBack { EXCLUDED, TAKEN_AGAIN }

    /**
     * Makes an older version the champion. What the versions after it consumed is consumed no longer.
     *
     * @param version null for the one that was in production before
     */
    public HistoryEntry rollback(Integer version, GivenBack data, Author author) throws IOException {
        ModelState seen = state();
        int champion = seen.champion().orElseThrow(() -> new InputException(name + " has no champion, so there is nothing to roll back"));
        int target = version != null ? version : seen.championBefore().orElseThrow(() -> new InputException(name + ": "
                + VersionName.of(champion) + " is the first version in production; there is nothing to roll back to"));
        checkHasModel(seen, target);
        if (target == champion) {
            throw new InputException(name + ": " + VersionName.of(champion) + " is the champion already; name an older version with --to");
        }
        Set<Integer> kept = new HashSet<>(lineage(target));
        List<ArrivalId> returned = new ArrayList<>();
        for (int ancestor : lineage(champion)) {
            if (!kept.contains(ancestor)) {
                provenance(ancestor).consumed().forEach(consumed -> returned.add(consumed.id()));
            }
        }
        List<ArrivalId> excluded = data == GivenBack.EXCLUDED ? returned : List.of();
        return tidied(history.append(seen.head(), target, Change.rollback(target, excluded), author));
    }

    /** Takes arrivals that no refresh takes back into consideration. */
    public HistoryEntry readmit(List<String> arrivals, Author author) throws IOException {
        ModelState seen = state();
        List<ArrivalId> found = new ArrayList<>();
        for (String arrival : arrivals) {
            List<ArrivalId> matching = seen.setApart().keySet().stream().filter(id -> id.name().equals(arrival)).toList();
            if (matching.isEmpty()) {
                String apart = seen.setApart().keySet().stream().map(ArrivalId::name).sorted().distinct().collect(Collectors.joining(", "));
                throw new InputException(name + ": " + arrival + " is not set apart; set apart are " + (apart.isEmpty() ? "no arrivals" : apart));
            }
            found.addAll(matching);
        }
        return commit(seen, Change.readmit(found), author);
    }

    /** Excludes arrivals that are held back. */
    public HistoryEntry exclude(List<String> arrivals, Author author) throws IOException {
        ModelState seen = state();
        List<ArrivalId> found = new ArrayList<>();
        for (String arrival : arrivals) {
            found.add(seen.setApart().entrySet().stream()
                    .filter(apart -> apart.getKey().name().equals(arrival) && apart.getValue().standing() == ModelState.Standing.HELD_BACK)
                    .findFirst().orElseThrow(() -> new InputException(name + ": " + arrival + " is not held back; models show " + name + " lists what is"))
                    .getKey());
        }
        return commit(seen, Change.exclude(found), author);
    }

    /**
     * Removes models of old versions; their provenance stays, which is the ledger. What an earlier call left undone is done.
     *
     * @return empty if there is nothing to remove
     */
    public Optional<HistoryEntry> retain(Retention retention, Author author) throws IOException {
        ModelState seen = state();
        Set<Integer> needed = new LinkedHashSet<>(retention.couldBeChampion(seen));
        needed.addAll(retention.newest(seen));
        for (int version : List.copyOf(needed)) {
            bufferOf(version).ifPresent(needed::add);
        }
        List<Integer> removable = retention.removable(seen, needed);
        HistoryEntry entry = removable.isEmpty() ? null : commit(seen, Change.remove(removable), author);
        List<Integer> gone = new ArrayList<>(seen.removed());
        gone.addAll(removable);
        for (int version : gone) {
            try {
                clear(version);
            } catch (IOException | InputException left) {
                // The removal is committed, so it must not be reported as failed; the next one does what is left.
                LOG.warn("{}: its model is left for the next retention to remove: {}", directory(version), left.getMessage());
            }
        }
        return Optional.ofNullable(entry);
    }

    private void clear(int version) throws IOException {
        files.delete(model(version), true);
        VersionProvenance provenance = provenance(version);
        for (VersionProvenance.StoredFile stored : Arrays.asList(provenance.buffer(), provenance.keepsake(), provenance.trained())) {
            if (stored != null) {
                files.delete(new Path(directory(version), stored.name()), false);
                files.delete(new Path(directory(version), state().current(version, stored).name()), false);
            }
        }
    }

    /** The buffer of a version as it is now; null without one. */
    public VersionProvenance.StoredFile buffer(int version) throws IOException {
        return state().current(version, provenance(version).buffer());
    }

    /** What a version's strategy left, as it is now; null without. */
    public VersionProvenance.StoredFile keepsake(int version) throws IOException {
        return state().current(version, provenance(version).keepsake());
    }

    /** Writes a file that is to take the place of one of a version, under a name that nobody has. */
    public VersionProvenance.StoredFile writeBeside(int version, String original, byte[] content, Map<String, Long> examplesPerClass) throws IOException {
        String name = original.replaceFirst("(-[0-9a-f-]{36})?\\.bin$", "-" + UUID.randomUUID() + ".bin");
        try (OutputStream out = files.create(new Path(directory(version), name), false)) {
            out.write(content);
        }
        return new VersionProvenance.StoredFile(name, content.length, Sha256.hex(content), examplesPerClass);
    }

    /** Commits a purge, and then removes what it replaced. */
    public HistoryEntry purge(ModelState seen, Change.Purge purge, Author author) throws IOException {
        HistoryEntry entry = commit(seen, Change.purge(purge), author);
        removeReplaced();
        return entry;
    }

    /** Removes files that a purge replaced, if a process died before it had. */
    public void removeReplaced() throws IOException {
        ModelState now = state();
        for (int version : now.rewritten()) {
            VersionProvenance provenance = provenance(version);
            for (VersionProvenance.StoredFile stored : Arrays.asList(provenance.buffer(), provenance.keepsake())) {
                VersionProvenance.StoredFile current = now.current(version, stored);
                if (current == null || current.equals(stored)) {
                    continue;
                }
                String stem = stored.name().replace(".bin", "");
                for (FileStatus file : files.listStatus(directory(version), path -> path.getName().startsWith(stem) && path.getName().endsWith(".bin"))) {
                    if (!file.getPath().getName().equals(current.name())) {
                        files.delete(file.getPath(), false);
                    }
                }
            }
        }
    }

    /** Reads a file that a version's provenance names. */
    public byte[] read(int version, VersionProvenance.StoredFile stored) throws IOException {
        Path file = new Path(directory(version), new Path(stored.name()).getName());
        try (InputStream in = files.open(file)) {
            byte[] content = in.readAllBytes();
            if (!Sha256.hex(content).equals(stored.sha256())) {
                throw new DamagedFileException(file, "does not have the checksum of its provenance");
            }
            return content;
        } catch (FileNotFoundException missing) {
            throw new DamagedFileException(file, "is missing");
        }
    }

    /** @throws InputException unless there is a version of that number and it has a model */
    public void checkHasModel(ModelState state, int version) {
        checkVersion(state, version);
        if (state.isRemoved(version)) {
            throw new InputException(name + ": the model of " + VersionName.of(version) + " was removed to save space (see models history); models are there of "
                    + names(state.present()));
        }
    }

    /** @throws InputException unless there is a version of that number, with or without a model */
    void checkVersion(ModelState state, int version) {
        if (state.publication(version).isEmpty()) {
            throw new InputException(name + ": there is no version " + VersionName.of(version) + "; found " + names(List.copyOf(state.present())));
        }
    }

    private static String names(List<Integer> versions) {
        return versions.isEmpty() ? "none" : versions.stream().map(VersionName::of).collect(Collectors.joining(", "));
    }
}
