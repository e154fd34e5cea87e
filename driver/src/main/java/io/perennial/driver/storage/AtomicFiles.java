package io.perennial.driver.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes files and directories appear whole, and only under a name that nobody has: of two processes that try the same name at once,
 * one succeeds. On a local disk a file appears by a hard link and a directory by rename(2), on HDFS both by the name node's rename,
 * which refuses a name that is taken. On S3 a file appears by a {@link ConditionalPut}; no directory can, see {@link #movesWhole}.
 * Elsewhere a file is looked for and then written, so two that try in the same instant may both believe to have succeeded:
 * a warning says so.
 */
public final class AtomicFiles {

    private static final Logger LOG = LoggerFactory.getLogger(AtomicFiles.class);
    private static final String LOCAL = "file";
    private static final Set<String> RENAMES_ATOMICALLY = Set.of("hdfs", "viewfs");

    private AtomicFiles() {
    }

    /**
     * Writes a file that must not exist yet.
     *
     * @return false if there is something of that name; then nothing was changed
     */
    public static boolean create(FileSystem files, Path file, byte[] content) throws IOException {
        Path target = files.makeQualified(file);
        String scheme = target.toUri().getScheme();
        if (LOCAL.equals(scheme)) {
            return link(local(target), content);
        }
        if (files.exists(target)) {
            return false;
        }
        if (RENAMES_ATOMICALLY.contains(scheme)) {
            Path hidden = hidden(target);
            write(files, hidden, content);
            boolean renamed = rename(files, hidden, target);
            if (!renamed) {
                files.delete(hidden, false);
            }
            return renamed;
        }
        Optional<Boolean> put = ConditionalPut.create(files, target, content);
        if (put.isPresent()) {
            return put.get();
        }
        warnOfTwoWriters(target);
        try {
            write(files, target, content);
            return true;
        } catch (IOException e) {
            // Not every file system throws its FileAlreadyExistsException.
            if (files.exists(target)) {
                return false;
            }
            throw e;
        }
    }

    /** Says that a file was, or is about to be, made without the file system's promise. */
    static void warnOfTwoWriters(Path target) {
        LOG.warn("{} does not promise that a file is made only where there is none: of two processes that write {} in the same instant both may believe to have"
                + " succeeded; let one process at a time work there", new Path(target, "/"), target);
    }

    /** Whether {@link #move} is one step. Object stores copy a directory file by file. */
    public static boolean movesWhole(FileSystem files) {
        String scheme = files.getUri().getScheme();
        return LOCAL.equals(scheme) || RENAMES_ATOMICALLY.contains(scheme);
    }

    /**
     * Gives a directory another name, which must not exist yet, in a directory that is there.
     *
     * @return false if there is something of that name; then nothing was changed
     * @throws IllegalArgumentException where it would not be one step
     */
    public static boolean move(FileSystem files, Path from, Path to) throws IOException {
        Path source = files.makeQualified(from);
        Path target = files.makeQualified(to);
        if (!movesWhole(files)) {
            throw new IllegalArgumentException(target + " is not where a directory moves in one step");
        }
        if (files.exists(target)) {
            return false;
        }
        if (LOCAL.equals(target.toUri().getScheme())) {
            return moveLocal(local(source), local(target));
        }
        return rename(files, source, target);
    }

    private static boolean link(java.nio.file.Path target, byte[] content) throws IOException {
        java.nio.file.Path hidden = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID());
        try (FileChannel channel = FileChannel.open(hidden, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer left = ByteBuffer.wrap(content);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            // What is promised to be there must be there after a power cut too.
            channel.force(true);
        }
        try {
            Files.createLink(target, hidden);
            return true;
        } catch (FileAlreadyExistsException taken) {
            // Over NFS a link that was made may be asked for once more, when the answer was lost.
            return Files.isSameFile(target, hidden);
        } catch (UnsupportedOperationException e) {
            throw new IOException("the disk of " + target + " has no hard links, by which a file is made only where there is none; use another disk, or HDFS", e);
        } finally {
            Files.deleteIfExists(hidden);
        }
    }

    /** rename(2) replaces an empty directory; nobody makes one under a name that is moved to. */
    private static boolean moveLocal(java.nio.file.Path source, java.nio.file.Path target) throws IOException {
        try {
            Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException taken) {
            return false;
        } catch (FileSystemException e) {
            if (Files.exists(target) && Files.exists(source)) {
                return false;
            }
            throw e;
        }
    }

    private static boolean rename(FileSystem files, Path source, Path target) throws IOException {
        try {
            FileContext.getFileContext(files.getUri(), files.getConf()).rename(source, target);
            return true;
        } catch (org.apache.hadoop.fs.FileAlreadyExistsException taken) {
            return false;
        } catch (FileNotFoundException | org.apache.hadoop.ipc.RemoteException e) {
            if (files.exists(target) && files.exists(source)) {
                return false;
            }
            throw e;
        }
    }

    private static void write(FileSystem files, Path file, byte[] content) throws IOException {
        try (OutputStream out = files.create(file, false)) {
            out.write(content);
        }
    }

    private static Path hidden(Path file) {
        return new Path(file.getParent(), "." + file.getName() + "." + UUID.randomUUID());
    }

    private static java.nio.file.Path local(Path qualified) {
        return Paths.get(qualified.toUri());
    }
}
