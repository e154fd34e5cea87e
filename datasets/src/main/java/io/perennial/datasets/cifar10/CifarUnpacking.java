package io.perennial.datasets.cifar10;

import io.perennial.errors.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Unpacks the archive beside its place and moves it there when it is whole, so that a half-unpacked set is never seen. Only the names
 * the archive is known to hold are written: no name from the archive ever becomes a path.
 */
final class CifarUnpacking {

    private static final int BUFFER_BYTES = 1 << 16;
    private static final String PREFIX = CifarFolder.UNPACKED + "/";
    /** The largest member of the official archive holds 10,000 records. */
    private static final long MAX_MEMBER_BYTES = 10_000L * CifarFolder.RECORD_BYTES;

    private final Path root;

    CifarUnpacking(Path root) {
        this.root = root;
    }

    /**
     * @param archive read to its end and not closed
     * @throws InputException if the archive holds anything unexpected or lacks a file with records; nothing is left behind then
     */
    void unpack(InputStream archive) throws IOException {
        Path beside = Files.createTempDirectory(root, ".unpacking-");
        try {
            List<String> written = extract(archive, beside);
            List<String> missing = CifarArchive.RECORD_FILES.stream().filter(name -> !written.contains(name)).toList();
            if (!missing.isEmpty()) {
                throw new InputException("the archive lacks " + String.join(", ", missing) + "; nothing was unpacked");
            }
            // Temporary folders are private; a data set is for everyone its parent is for.
            if (Files.getFileStore(root).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(beside, Files.getPosixFilePermissions(root));
            }
            Files.move(beside, root.resolve(CifarFolder.UNPACKED), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            delete(beside);
        }
    }

    private static List<String> extract(InputStream archive, Path target) throws IOException {
        List<String> written = new ArrayList<>();
        TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(archive, BUFFER_BYTES));
        for (TarArchiveEntry entry = tar.getNextTarEntry(); entry != null; entry = tar.getNextTarEntry()) {
            if (entry.isDirectory() && entry.getName().equals(PREFIX)) {
                continue;
            }
            String name = expected(entry, written);
            Files.copy(tar, target.resolve(name));
            written.add(name);
        }
        return written;
    }

    private static String expected(TarArchiveEntry entry, List<String> written) {
        String name = entry.getName().startsWith(PREFIX) ? entry.getName().substring(PREFIX.length()) : "";
        boolean known = CifarArchive.RECORD_FILES.contains(name) || CifarArchive.OTHER_FILES.contains(name);
        if (!known || !entry.isFile() || entry.isLink() || entry.isSymbolicLink() || written.contains(name) || entry.getSize() > MAX_MEMBER_BYTES) {
            throw new InputException("the archive holds \"%s\" (%d bytes), which the CIFAR-10 archive does not; nothing was unpacked"
                    .formatted(entry.getName(), entry.getSize()));
        }
        return name;
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException failed) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
