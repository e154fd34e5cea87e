package io.perennial.driver.registry;

import io.perennial.checksum.Sha256;
import io.perennial.driver.storage.AtomicFiles;
import io.perennial.driver.storage.Json;
import io.perennial.driver.storage.SavedModel;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * A version's files while nobody may see them: in a hidden directory of a name of its own, so that two who stage at once do not
 * meet. Its name says which history entry it is meant for: once there is one of that number, this can no longer be committed.
 */
public final class StagedVersion {

    private static final String PREFIX = ".staging-";
    static final String MODEL = "model";
    static final String PROVENANCE = "provenance.json";
    static final String METRICS = "metrics.json";
    /** Says for which content a directory of that name is, where one is copied file by file. */
    private static final String CLAIM = ".claim";
    /** For people; a report may hold times, so two that made the same version differ in it. */
    private static final String REPORTS = ".html";

    private final FileSystem files;
    private final Path directory;

    private StagedVersion(FileSystem files, Path directory) {
        this.files = files;
        this.directory = directory;
    }

    static StagedVersion begin(FileSystem files, Path model, int seen) throws IOException {
        Path directory = new Path(model, String.format("%s%06d-%s", PREFIX, seen + 1, UUID.randomUUID()));
        if (!files.mkdirs(directory)) {
            throw new IOException("cannot make " + directory);
        }
        return new StagedVersion(files, directory);
    }

    /** Removes what was staged for entries up to {@code committed}: it cannot be committed any more. */
    static void removeUpTo(int committed, FileSystem files, Path model) throws IOException {
        for (FileStatus entry : files.listStatus(model, path -> path.getName().startsWith(PREFIX))) {
            String number = entry.getPath().getName().substring(PREFIX.length()).split("-")[0];
            if (Integer.parseInt(number) <= committed) {
                files.delete(entry.getPath(), true);
            }
        }
    }

    /** Adds a file. */
    public VersionProvenance.StoredFile write(String name, byte[] content, Map<String, Long> examplesPerClass) throws IOException {
        try (OutputStream out = files.create(new Path(directory, name), false)) {
            out.write(content);
        }
        return new VersionProvenance.StoredFile(name, content.length, Sha256.hex(content), examplesPerClass);
    }

    /** Adds a page for people. */
    public void writeReport(String name, String html) throws IOException {
        try (OutputStream out = files.create(new Path(directory, name + REPORTS), false)) {
            out.write(html.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Adds a page that is elsewhere, if it is there. */
    public void copyReport(String name, FileSystem from, Path report) throws IOException {
        try (InputStream in = from.open(report)) {
            writeReport(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (FileNotFoundException none) {
            // A run is whole without one.
            return;
        }
    }

    /** Adds the model and the metrics, and last the provenance: then it is whole. */
    public void finish(SavedModel model, Object metrics, VersionProvenance provenance) throws IOException {
        Path ofModel = new Path(directory, MODEL);
        files.mkdirs(ofModel);
        model.writeDl4j(files, ofModel);
        model.write(files, ofModel);
        byte[] written = Json.sealed(metrics);
        Json.write(files, new Path(directory, METRICS), written);
        Json.writeSealed(files, new Path(directory, PROVENANCE), provenance.withMetrics(Sha256.hex(written)));
    }

    /**
     * Gives the directory its final name. A directory of that name with the same content counts: somebody who made the same and died
     * before its commit left it.
     *
     * @return false if there is another one of that name
     */
    boolean moveTo(Path target) throws IOException {
        files.mkdirs(target.getParent());
        if (!AtomicFiles.movesWhole(files)) {
            return claim(target) && copyTo(target);
        }
        if (AtomicFiles.move(files, directory, target)) {
            return true;
        }
        boolean same = content(directory).equals(content(target));
        if (same) {
            files.delete(directory, true);
        }
        return same;
    }

    /**
     * Where a directory cannot appear whole, its name is given to one content: whoever has another one stays out of it.
     *
     * @return false if it is another content's
     */
    private boolean claim(Path target) throws IOException {
        String own = provenanceSha256();
        Path claim = new Path(target, CLAIM);
        return AtomicFiles.create(files, claim, own.getBytes(StandardCharsets.UTF_8)) || own.equals(new String(bytes(claim), StandardCharsets.UTF_8));
    }

    /**
     * Moves what is not there yet, file by file: two of the same content, or one that does it again after it was killed, do not disturb
     * each other. An object appears whole.
     *
     * @return true
     */
    private boolean copyTo(Path target) throws IOException {
        for (RemoteIterator<LocatedFileStatus> all = files.listFiles(directory, true); all.hasNext(); ) {
            Path file = all.next().getPath();
            Path place = new Path(target, files.makeQualified(directory).toUri().relativize(file.toUri()).getPath());
            files.mkdirs(place.getParent());
            if (!files.exists(place) && !files.rename(file, place) && !files.exists(place)) {
                throw new IOException("cannot rename " + file + " to " + place);
            }
        }
        files.delete(directory, true);
        return true;
    }

    /** Of the provenance: what the version is known by before it has a number. */
    String provenanceSha256() throws IOException {
        return Sha256.hex(bytes(new Path(directory, PROVENANCE)));
    }

    /** Names and lengths of all files, and the provenance, which holds or leads to the checksum of every one. */
    private Map<String, String> content(Path of) throws IOException {
        Map<String, String> content = new TreeMap<>();
        for (RemoteIterator<LocatedFileStatus> all = files.listFiles(of, true); all.hasNext(); ) {
            LocatedFileStatus file = all.next();
            String name = file.getPath().toString().substring(files.makeQualified(of).toString().length());
            if (!name.endsWith(REPORTS)) {
                content.put(name, Long.toString(file.getLen()));
            }
        }
        Path provenance = new Path(of, PROVENANCE);
        content.put(PROVENANCE, files.exists(provenance) ? Arrays.toString(bytes(provenance)) : "");
        return content;
    }

    private byte[] bytes(Path file) throws IOException {
        try (InputStream in = files.open(file)) {
            return in.readAllBytes();
        }
    }
}
