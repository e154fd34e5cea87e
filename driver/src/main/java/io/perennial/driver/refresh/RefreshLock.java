package io.perennial.driver.refresh;

import io.perennial.driver.storage.AtomicFiles;
import io.perennial.driver.storage.DamagedFileException;
import io.perennial.driver.storage.Json;
import io.perennial.driver.storage.NumberedFiles;
import io.perennial.driver.storage.Processes;
import io.perennial.driver.storage.RunHeldException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * At most one refresh works on a model: {@code lock/NNNNNN.json}, a file for each refresh, made only where there is none; the highest
 * number holds the lock until it writes {@code NNNNNN.released}. A holder on this host is dead if its process is; one elsewhere, or
 * whose process may be another one by now, if it has given no sign of life ({@code NNNNNN.alive}) for a while, by the file system's clock.
 *
 * <p>The lock saves work and says exit code 4; nothing rests on it. Who was thought dead and wakes up can do no harm: what it prepared
 * is meant for a history entry that its successor has made.
 */
final class RefreshLock implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RefreshLock.class);

    private final FileSystem files;
    private final Path root;
    private final Holder holder;
    private final ScheduledExecutorService pulse;

    /** What a lock file says. */
    record Holder(int number, String token, String doing, String host, long pid, String processStart, String since) {
    }

    private RefreshLock(FileSystem files, Path root, Holder holder, Duration timeout) {
        this.files = files;
        this.root = root;
        this.holder = holder;
        this.pulse = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "perennial refresh lock");
            thread.setDaemon(true);
            return thread;
        });
        long beat = Math.max(1, timeout.toMillis() / 6);
        pulse.scheduleAtFixedRate(this::beat, beat, beat, TimeUnit.MILLISECONDS);
    }

    /**
     * Takes the lock, from a dead holder too.
     *
     * @param doing   for the message that others get
     * @param timeout without a sign of life of a holder elsewhere
     * @throws RunHeldException if another refresh is at work
     */
    static RefreshLock acquire(FileSystem files, Path model, String doing, Duration timeout) throws IOException {
        Path root = new Path(model, "lock");
        files.mkdirs(root);
        while (true) {
            int newest = new NumberedFiles(files, root).newest();
            checkFree(files, root, newest, timeout);
            Holder holder = new Holder(newest + 1, UUID.randomUUID().toString(), doing, Processes.host(), ProcessHandle.current().pid(),
                    Processes.start(ProcessHandle.current()), Instant.now().toString());
            // The sign of life comes first: a lock without one would look dead.
            touch(files, file(root, holder.number(), "alive"));
            if (AtomicFiles.create(files, file(root, holder.number(), "json"), Json.sealed(holder))) {
                forgetBefore(files, root, newest);
                return new RefreshLock(files, root, holder, timeout);
            }
        }
    }

    /** @throws RunHeldException if another refresh has taken the lock since: this one must stop */
    void checkOwned() throws IOException {
        if (new NumberedFiles(files, root).newest() != holder.number()) {
            throw new RunHeldException("another refresh has taken over from this one (see " + root + "), which gave no sign of life for a while; nothing was published");
        }
    }

    /** Gives the lock back. */
    @Override
    public void close() {
        pulse.shutdownNow();
        try {
            touch(files, file(root, holder.number(), "released"));
        } catch (IOException e) {
            // What the refresh did is done; a lock that is not given back is taken over like a dead holder's.
            LOG.warn("{}: the lock could not be given back; the next refresh takes it over: {}", root, e.getMessage());
        }
    }

    private void beat() {
        try {
            touch(files, file(root, holder.number(), "alive"));
        } catch (IOException | RuntimeException missed) {
            // Whatever is thrown on from here would end the beating for good.
            // The next one may succeed; if none does, another refresh takes over, which is what should happen to one that cannot write.
            return;
        }
    }

    private static void checkFree(FileSystem files, Path root, int newest, Duration timeout) throws IOException {
        if (newest == 0 || files.exists(file(root, newest, "released"))) {
            return;
        }
        Optional<Holder> found = read(files, file(root, newest, "json"));
        if (found.isPresent() && isAlive(found.get(), files, root, timeout)) {
            Holder other = found.get();
            throw new RunHeldException(other.doing() + " is at work on this model since " + other.since() + " (process " + other.pid() + " on " + other.host()
                    + "); wait for it, or stop it first");
        }
    }

    private static boolean isAlive(Holder other, FileSystem files, Path root, Duration timeout) throws IOException {
        if (Processes.host().equals(other.host())) {
            Optional<ProcessHandle> process = Processes.alive(other.pid());
            if (process.isEmpty()) {
                return false;
            }
            if (Processes.start(process.get()).equals(other.processStart())) {
                return true;
            }
            // Another process with its number, or the holder after the clock was set: its sign of life tells them apart.
        }
        Path probe = new Path(root, "." + UUID.randomUUID());
        touch(files, probe);
        long now = files.getFileStatus(probe).getModificationTime();
        files.delete(probe, false);
        try {
            return now - files.getFileStatus(file(root, other.number(), "alive")).getModificationTime() < timeout.toMillis();
        } catch (FileNotFoundException none) {
            return false;
        }
    }

    private static Optional<Holder> read(FileSystem files, Path file) throws IOException {
        try {
            return Optional.of(Json.readSealed(files, file, Holder.class));
        } catch (DamagedFileException unfinished) {
            return Optional.empty();
        }
    }

    /** Of the files of former holders only the newest is needed, so that numbers go on. */
    private static void forgetBefore(FileSystem files, Path root, int newest) throws IOException {
        for (FileStatus entry : files.listStatus(root)) {
            String number = entry.getPath().getName().split("\\.")[0];
            if (number.matches("\\d+") && Integer.parseInt(number) < newest) {
                files.delete(entry.getPath(), false);
            }
        }
    }

    private static void touch(FileSystem files, Path file) throws IOException {
        files.create(file, true).close();
    }

    private static Path file(Path root, int number, String kind) {
        return new Path(root, String.format("%06d.%s", number, kind));
    }
}
