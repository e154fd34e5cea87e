package io.perennial.driver.registry;

import io.perennial.driver.storage.AtomicFiles;
import io.perennial.driver.storage.DamagedFileException;
import io.perennial.driver.storage.Json;
import io.perennial.driver.storage.NumberedFiles;
import io.perennial.errors.InputException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A model's history: {@code history/NNNNNN.json}, numbered without gaps. The next number can be made once: that is what makes every
 * change atomic, fences who was thought dead, and tells who came second.
 */
final class History {

    private final FileSystem files;
    private final Path root;
    private final NumberedFiles numbered;

    History(FileSystem files, Path model) {
        this.files = files;
        this.root = new Path(model, "history");
        this.numbered = new NumberedFiles(files, root);
    }

    /** The entry that counts; empty if the model has none. */
    Optional<HistoryEntry> head() throws IOException {
        int newest = newest();
        return newest == 0 ? Optional.empty() : Optional.of(read(newest));
    }

    /** All entries in their order. */
    List<HistoryEntry> entries() throws IOException {
        List<HistoryEntry> entries = new ArrayList<>();
        for (int number = 1, newest = newest(); number <= newest; number++) {
            entries.add(read(number));
        }
        return entries;
    }

    /**
     * Commits an entry as the one after those that were seen.
     *
     * @throws HistoryMovedException if there is another one already: nothing was written
     */
    HistoryEntry append(int seen, Integer champion, Change change, Author author) throws IOException {
        HistoryEntry entry = new HistoryEntry(HistoryEntry.FORMAT_VERSION, seen + 1, champion, change, author.reason(), author.by(),
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        files.mkdirs(root);
        if (!AtomicFiles.create(files, file(entry.number()), Json.sealed(entry))) {
            checkUnmoved(seen);
            // Something of its name is there that is no entry, or a file system that cannot tell.
            throw new IOException("cannot write " + file(entry.number()) + "; run it again");
        }
        return entry;
    }

    /** @throws HistoryMovedException if there are more entries than were seen */
    void checkUnmoved(int seen) throws IOException {
        if (newest() > seen) {
            HistoryEntry other = read(seen + 1);
            throw new HistoryMovedException("the model in " + root.getParent() + " was changed meanwhile (history " + other.number() + ": "
                    + other.change().action().text() + " by " + other.by() + "); nothing was done: look at models history, and run it again if it still makes sense");
        }
    }

    private HistoryEntry read(int number) throws IOException {
        HistoryEntry entry = Json.readSealed(files, file(number), HistoryEntry.class);
        if (entry.formatVersion() != HistoryEntry.FORMAT_VERSION) {
            throw new InputException(file(number) + " has formatVersion " + entry.formatVersion() + ", this Perennial reads "
                    + HistoryEntry.FORMAT_VERSION + "; use the Perennial that wrote it or a newer one");
        }
        if (entry.number() != number || entry.change() == null || entry.change().action() == null) {
            throw new DamagedFileException(file(number), "is not the history entry that its name says");
        }
        return entry;
    }

    private int newest() throws IOException {
        try {
            return numbered.newest();
        } catch (FileNotFoundException none) {
            return 0;
        }
    }

    private Path file(int number) {
        return numbered.file(number);
    }
}
