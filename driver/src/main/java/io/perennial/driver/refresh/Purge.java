package io.perennial.driver.refresh;

import io.perennial.datasets.Fingerprint;
import io.perennial.driver.registry.Author;
import io.perennial.driver.registry.Change;
import io.perennial.driver.registry.HistoryEntry;
import io.perennial.driver.registry.ModelState;
import io.perennial.driver.registry.RegisteredModel;
import io.perennial.driver.registry.VersionProvenance;
import io.perennial.driver.storage.SavedModel;
import io.perennial.errors.InputException;
import io.perennial.worker.continual.StoredOutputs;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * Takes named examples out of every buffer of a model, and keeps them out: no refresh takes them again, and the history says that they are
 * gone. What was learned from them stays in the parameters, and files of arrivals are their owner's.
 */
public final class Purge {

    private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{16}");
    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(120);

    private final RegisteredModel model;
    private final Configuration hadoop;

    public Purge(RegisteredModel model, Configuration hadoop) {
        this.model = model;
        this.hadoop = hadoop;
    }

    /**
     * What was done.
     *
     * @param entry    of the history
     * @param examples that were named
     * @param removed  records that were taken out of buffers, of all versions
     */
    public record Purged(HistoryEntry entry, int examples, long removed) {
    }

    /**
     * Does it. One that was killed is done again by the same call.
     *
     * @param examples a file: records of the model ({@code .bin}), or lines of 16 hexadecimal digits, the fingerprints
     * @return empty if all of them were purged before
     * @throws InputException                               if the file cannot be used
     * @throws io.perennial.driver.storage.RunHeldException if a refresh is at work on the model
     */
    public Optional<Purged> run(String examples, Author author) throws IOException {
        try (RefreshLock lock = RefreshLock.acquire(model.files(), model.path(), "purge", LOCK_TIMEOUT)) {
            ModelState seen = model.state();
            int champion = seen.champion().orElseThrow(() -> new InputException(model.name() + " has no champion, so there is nothing to purge"));
            SavedModel saved = SavedModel.read(model.model(champion).toString(), hadoop);
            TreeSet<Long> named = named(examples, 1 + saved.shape().bytes());
            // What a refresh that was killed has copied is not continued: it would hold them.
            model.files().delete(new Path(model.path(), "work"), true);
            boolean known = seen.purged().containsAll(named);
            List<Change.Rewritten> rewritten = new ArrayList<>();
            long removed = 0;
            for (int version : seen.present()) {
                removed += rewrite(version, named, 1 + saved.shape().bytes(), rewritten);
            }
            removed += removeFromRejected(named, 1 + saved.shape().bytes());
            if (known && rewritten.isEmpty()) {
                model.removeReplaced();
                return Optional.empty();
            }
            lock.checkOwned();
            HistoryEntry entry = model.purge(seen, new Change.Purge(named.stream().map(print -> String.format("%016x", print)).toList(), rewritten), author);
            return Optional.of(new Purged(entry, named.size(), removed));
        }
    }

    private long rewrite(int version, TreeSet<Long> named, int recordBytes, List<Change.Rewritten> rewritten) throws IOException {
        VersionProvenance provenance = model.provenance(version);
        VersionProvenance.StoredFile buffer = model.buffer(version);
        if (buffer == null || !model.files().exists(new Path(model.directory(version), buffer.name()))) {
            return 0;
        }
        byte[] before = model.read(version, buffer);
        byte[] after = without(before, named, recordBytes);
        long removed = (before.length - after.length) / recordBytes;
        if (removed == 0) {
            return 0;
        }
        Map<String, Long> perClass = perClass(buffer, after, recordBytes);
        rewritten.add(new Change.Rewritten(version, provenance.buffer().name(), model.writeBeside(version, provenance.buffer().name(), after, perClass)));
        VersionProvenance.StoredFile keepsake = model.keepsake(version);
        if (keepsake != null && provenance.keepsake().name().equals(OutputsFile.NAME)) {
            byte[] outputs = OutputsFile.bytes(without(OutputsFile.read(model.read(version, keepsake)), named));
            rewritten.add(new Change.Rewritten(version, OutputsFile.NAME, model.writeBeside(version, OutputsFile.NAME, outputs, null)));
        }
        return removed;
    }

    private static Map<String, Long> perClass(VersionProvenance.StoredFile buffer, byte[] records, int recordBytes) {
        List<String> classes = List.copyOf(buffer.examplesPerClass().keySet());
        Map<String, Long> counts = new LinkedHashMap<>();
        classes.forEach(name -> counts.put(name, 0L));
        for (int offset = 0; offset < records.length; offset += recordBytes) {
            counts.merge(classes.get(records[offset] & 0xff), 1L, Long::sum);
        }
        return counts;
    }

    private static byte[] without(byte[] records, TreeSet<Long> named, int recordBytes) {
        Fingerprint fingerprint = new Fingerprint();
        byte[] kept = new byte[records.length];
        int length = 0;
        for (int offset = 0; offset < records.length; offset += recordBytes) {
            if (!named.contains(fingerprint.ofRecord(records, offset, recordBytes))) {
                System.arraycopy(records, offset, kept, length, recordBytes);
                length += recordBytes;
            }
        }
        return Arrays.copyOf(kept, length);
    }

    private static StoredOutputs without(StoredOutputs outputs, TreeSet<Long> named) {
        TreeMap<Long, float[]> rows = new TreeMap<>();
        for (int i = 0; i < outputs.keys().length; i++) {
            if (!named.contains(outputs.keys()[i])) {
                rows.put(outputs.keys()[i], Arrays.copyOfRange(outputs.rows(), i * outputs.classes(), (i + 1) * outputs.classes()));
            }
        }
        return StoredOutputs.of(rows, outputs.classes());
    }

    /** Nobody reads the buffer of a rejected candidate: one that holds a named example is removed whole. */
    private long removeFromRejected(TreeSet<Long> named, int recordBytes) throws IOException {
        long removed = 0;
        Path rejected = new Path(model.path(), "rejected");
        if (!model.files().exists(rejected)) {
            return 0;
        }
        for (FileStatus candidate : model.files().listStatus(rejected)) {
            Path buffer = new Path(candidate.getPath(), "buffer.bin");
            if (!model.files().exists(buffer)) {
                continue;
            }
            byte[] records;
            try (InputStream in = model.files().open(buffer)) {
                records = in.readAllBytes();
            }
            int held = (records.length - without(records, named, recordBytes).length) / recordBytes;
            if (held > 0) {
                model.files().delete(buffer, false);
                model.files().delete(new Path(candidate.getPath(), OutputsFile.NAME), false);
                removed += held;
            }
        }
        return removed;
    }

    private TreeSet<Long> named(String examples, int recordBytes) throws IOException {
        Path file = new Path(examples);
        byte[] content;
        try (InputStream in = file.getFileSystem(hadoop).open(file)) {
            content = in.readAllBytes();
        } catch (FileNotFoundException | IllegalArgumentException e) {
            throw new InputException("--examples: there is no file " + examples + "; give records (.bin) or lines of fingerprints", e);
        }
        TreeSet<Long> named = new TreeSet<>();
        if (examples.endsWith(".bin")) {
            if (content.length % recordBytes != 0) {
                throw new InputException("--examples: " + examples + " ends within a record of " + recordBytes + " bytes; give records of the model's examples");
            }
            Fingerprint fingerprint = new Fingerprint();
            for (int offset = 0; offset < content.length; offset += recordBytes) {
                named.add(fingerprint.ofRecord(content, offset, recordBytes));
            }
        } else {
            for (String line : new String(content, StandardCharsets.UTF_8).lines().map(String::strip).filter(line -> !line.isEmpty()).toList()) {
                if (!FINGERPRINT.matcher(line).matches()) {
                    throw new InputException("--examples: found '" + line.substring(0, Math.min(40, line.length())) + "' in " + examples
                            + ", expected 16 hexadecimal digits a line; records are read from a name that ends in .bin");
                }
                named.add(Long.parseUnsignedLong(line, 16));
            }
        }
        if (named.isEmpty()) {
            throw new InputException("--examples: " + examples + " names no example");
        }
        return named;
    }
}
