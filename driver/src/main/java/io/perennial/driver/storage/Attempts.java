package io.perennial.driver.storage;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The processes that worked on a run, a numbered file each, made only if it is not there yet. The highest number owns the run:
 * a driver that was thought dead and wakes up finds a higher one and commits nothing more.
 */
public final class Attempts {

    private static final Pattern NAME = Pattern.compile("\\d{6}\\.json");

    private final FileSystem files;
    private final Path root;

    /** What an attempt's file says. */
    public record Attempt(int number, String host, long pid, String processStart, String started, String machine, Integer resumedFrom) {
    }

    public Attempts(RunDirectory run) {
        this.files = run.files();
        this.root = run.attempts();
    }

    /**
     * Takes the next number.
     *
     * @throws RunHeldException if the present owner is a process of this host that still runs
     */
    public int begin(String machine, Integer resumedFrom) throws IOException {
        files.mkdirs(root);
        int newest = newest().orElse(0);
        if (newest > 0) {
            checkNotRunning(Json.read(files, file(newest), Attempt.class));
        }
        for (int number = newest + 1; ; number++) {
            Attempt attempt = new Attempt(number, host(), ProcessHandle.current().pid(), processStart(ProcessHandle.current()),
                    Instant.now().toString(), machine, resumedFrom);
            try (OutputStream out = files.create(file(number), false)) {
                out.write((Json.line(attempt) + "\n").getBytes(StandardCharsets.UTF_8));
                return number;
            } catch (FileAlreadyExistsException taken) {
                continue;
            } catch (IOException e) {
                // Not every file system throws the exception above.
                if (!files.exists(file(number))) {
                    throw e;
                }
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
            if (NAME.matcher(file.getPath().getName()).matches()) {
                try {
                    all.add(Json.read(files, file.getPath(), Attempt.class));
                } catch (DamagedFileException unfinished) {
                    continue;
                }
            }
        }
        all.sort(Comparator.comparingInt(Attempt::number));
        return all;
    }

    /** @throws IOException if another attempt has taken the run over since */
    public void checkOwned(int number) throws IOException {
        int newest = newest().orElse(number);
        if (newest != number) {
            throw new IOException("attempt " + newest + " has taken this run over from attempt " + number + ": nothing more is written here");
        }
    }

    private OptionalInt newest() throws IOException {
        return Arrays.stream(files.listStatus(root)).map(entry -> entry.getPath().getName()).filter(name -> NAME.matcher(name).matches())
                .mapToInt(name -> Integer.parseInt(name.substring(0, name.indexOf('.')))).max();
    }

    private void checkNotRunning(Attempt owner) {
        if (!host().equals(owner.host())) {
            return;
        }
        ProcessHandle.of(owner.pid()).filter(process -> process.isAlive() && processStart(process).equals(owner.processStart())
                && process.pid() != ProcessHandle.current().pid()).ifPresent(process -> {
                    throw new RunHeldException("process " + owner.pid() + " on " + owner.host() + " is working on this run since "
                            + owner.started() + "; wait for it, or stop it first");
                });
    }

    private static String processStart(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toString).orElse("unknown");
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (java.net.UnknownHostException e) {
            return "localhost";
        }
    }

    private Path file(int number) {
        return new Path(root, String.format("%06d.json", number));
    }
}
