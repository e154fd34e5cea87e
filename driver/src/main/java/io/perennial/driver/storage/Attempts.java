package io.perennial.driver.storage;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The processes that worked on a run, a numbered file each, made only if it is not there yet. The highest number owns the run:
 * a driver that was thought dead and wakes up finds another owner and writes nothing more.
 *
 * <p>Where a file system cannot make a file only if it is absent (a local disk, S3), two drivers that start in the same instant may
 * take the same number; each then reads the file back, and the one whose content is not there gives way.
 */
public final class Attempts {

    /** Run directories that this JVM works on: a process cannot tell from its own id which of its runs is meant. */
    private static final Set<String> HERE = ConcurrentHashMap.newKeySet();

    private final FileSystem files;
    private final Path root;
    private final NumberedFiles numbered;

    /** What an attempt's file says. */
    public record Attempt(int number, String token, String host, long pid, String processStart, String started) {
    }

    public Attempts(RunDirectory run) {
        this.files = run.files();
        this.root = run.attempts();
        this.numbered = new NumberedFiles(files, root);
    }

    /**
     * Takes the run over: the next number.
     *
     * @throws RunHeldException if the present owner is known to be still at work: in this JVM, or in a process of this host
     */
    public Attempt begin() throws IOException {
        if (!HERE.add(root.toString())) {
            throw new RunHeldException("another run of this process is working in " + root.getParent() + "; wait for it, or stop it first");
        }
        boolean taken = false;
        try {
            files.mkdirs(root);
            for (int next = 1 + checkedNewest(); ; next = 1 + checkedNewest()) {
                Attempt attempt = new Attempt(next, UUID.randomUUID().toString(), Processes.host(), ProcessHandle.current().pid(),
                        Processes.start(ProcessHandle.current()), Instant.now().toString());
                if (write(attempt) && owner().filter(attempt::equals).isPresent()) {
                    taken = true;
                    return attempt;
                }
            }
        } finally {
            if (!taken) {
                HERE.remove(root.toString());
            }
        }
    }

    /** All that worked on the run so far, in their order; one that died while it wrote its file says nothing. */
    public List<Attempt> all() throws IOException {
        if (!files.exists(root)) {
            return List.of();
        }
        List<Attempt> all = new ArrayList<>();
        for (FileStatus file : files.listStatus(root)) {
            if (NumberedFiles.isOne(file.getPath().getName())) {
                try {
                    Optional.ofNullable(Json.read(files, file.getPath(), Attempt.class)).ifPresent(all::add);
                } catch (DamagedFileException unfinished) {
                    continue;
                }
            }
        }
        all.sort(Comparator.comparingInt(Attempt::number));
        return all;
    }

    /** Says that this process works on the run no longer. */
    public void end() {
        HERE.remove(root.toString());
    }

    /** @throws LostOwnershipException if another attempt has taken the run over since */
    public void checkOwned(Attempt attempt) throws IOException {
        if (!owner().filter(attempt::equals).isPresent()) {
            throw new LostOwnershipException("another process has taken this run over from attempt " + attempt.number()
                    + " (see " + root + "): nothing more is written here");
        }
    }

    private int checkedNewest() throws IOException {
        owner().ifPresent(this::checkNotRunning);
        return numbered.newest();
    }

    /** @return false if another process was faster */
    private boolean write(Attempt attempt) throws IOException {
        Path file = numbered.file(attempt.number());
        try (OutputStream out = files.create(file, false)) {
            out.write((Json.line(attempt) + "\n").getBytes(StandardCharsets.UTF_8));
            return true;
        } catch (IOException e) {
            // Not every file system throws its FileAlreadyExistsException.
            if (files.exists(file)) {
                return false;
            }
            throw e;
        }
    }

    /** Empty where there is none, and where a process died while it wrote its file. */
    private Optional<Attempt> owner() throws IOException {
        int newest = numbered.newest();
        if (newest == 0) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(Json.read(files, numbered.file(newest), Attempt.class));
        } catch (DamagedFileException unfinished) {
            return Optional.empty();
        }
    }

    private void checkNotRunning(Attempt owner) {
        if (!Processes.host().equals(owner.host()) || owner.pid() == ProcessHandle.current().pid()) {
            return;
        }
        Processes.alive(owner.pid()).filter(process -> Processes.start(process).equals(owner.processStart()))
                .ifPresent(process -> {
                    throw new RunHeldException("process " + owner.pid() + " on " + owner.host() + " is working on this run since "
                            + owner.started() + "; wait for it, or stop it first");
                });
    }
}
