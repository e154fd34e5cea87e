package io.perennial.datasets.cifar10;

import io.perennial.errors.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Downloads the archive, checks it and unpacks it. What arrived of a broken download stays as a {@code .part} file, and the next
 * attempt goes on from there. Nothing is created before the server has answered.
 */
final class CifarDownload {

    private static final int CONNECT_MILLIS = 15_000;
    private static final int READ_MILLIS = 60_000;
    private static final int BUFFER_BYTES = 1 << 16;

    private final CifarArchive archive;
    private final Consumer<String> progress;
    private final LongSupplier nanoTime;

    CifarDownload(CifarArchive archive, Consumer<String> progress) {
        this(archive, progress, System::nanoTime);
    }

    /** @param nanoTime the clock that paces progress lines */
    CifarDownload(CifarArchive archive, Consumer<String> progress, LongSupplier nanoTime) {
        this.archive = archive;
        this.progress = progress;
        this.nanoTime = nanoTime;
    }

    /**
     * Makes the folder {@value CifarFolder#UNPACKED} in {@code root}.
     *
     * @throws InputException if there is no network, the server refuses, the transfer breaks off, the checksum is wrong, the archive
     *                        holds anything unexpected, or the disk refuses
     */
    void into(Path root) {
        Path part = root.resolve(archive.fileName() + ".part");
        fetch(root, part);
        check(part);
        try {
            progress.accept("unpacking to " + root.resolve(CifarFolder.UNPACKED));
            new CifarUnpacking(root).unpack(part);
            Files.delete(part);
        } catch (IOException e) {
            throw new InputException(root + ": cannot unpack CIFAR-10: " + reason(e), e);
        }
    }

    private void fetch(Path root, Path part) {
        long have;
        HttpURLConnection connection;
        int status;
        try {
            have = Files.exists(part) ? Files.size(part) : 0;
            connection = connect(have);
            status = connection.getResponseCode();
        } catch (IOException e) {
            throw new InputException(("cifar10 is not in %s, and %s cannot be reached (%s); unpack that archive there so that %s/data_batch_1.bin exists, "
                    + "or set PERENNIAL_DATA to the folder that holds it").formatted(root, archive.uri(), reason(e), root.resolve(CifarFolder.UNPACKED)), e);
        }
        try {
            if (status == HTTP_RANGE_NOT_SATISFIABLE && have > 0) {
                return;     // All of it is here already; the checksum decides.
            }
            if (status != HttpURLConnection.HTTP_OK && status != HttpURLConnection.HTTP_PARTIAL) {
                throw new InputException("cifar10 is not in %s, and %s answers with HTTP status %d; unpack that archive there so that %s/data_batch_1.bin exists"
                        .formatted(root, archive.uri(), status, root.resolve(CifarFolder.UNPACKED)));
            }
            // A server that does not know ranges sends everything again.
            long from = status == HttpURLConnection.HTTP_PARTIAL ? have : 0;
            receive(connection, root, part, from);
        } finally {
            connection.disconnect();
        }
    }

    private static final int HTTP_RANGE_NOT_SATISFIABLE = 416;

    private HttpURLConnection connect(long have) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) archive.uri().toURL().openConnection();
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout(READ_MILLIS);
        if (have > 0) {
            connection.setRequestProperty("Range", "bytes=" + have + "-");
        }
        connection.connect();
        return connection;
    }

    private void receive(HttpURLConnection connection, Path root, Path part, long from) {
        long length = connection.getContentLengthLong();
        long total = length < 0 ? -1 : from + length;
        long received = from;
        try {
            Files.createDirectories(root);
        } catch (IOException e) {
            throw new InputException(root + ": cannot be created: " + reason(e), e);
        }
        try (InputStream in = connection.getInputStream();
             FileChannel out = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
             FileLock lock = lock(out, part)) {
            out.truncate(from);
            out.position(from);
            DownloadProgress lines = new DownloadProgress(archive.fileName(), from, total, progress, nanoTime);
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, n);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                received += n;
                lines.received(received);
            }
        } catch (IOException e) {
            throw brokenOff(part, received, total, reason(e), e);
        }
        if (total >= 0 && received < total) {
            throw brokenOff(part, received, total, "the server closed the connection", null);
        }
    }

    private static FileLock lock(FileChannel out, Path part) throws IOException {
        FileLock lock;
        try {
            lock = out.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            throw new InputException(part + ": another process is downloading CIFAR-10 here; run again when it is done");
        }
        return lock;
    }

    private InputException brokenOff(Path part, long received, long total, String reason, IOException cause) {
        return new InputException("%s: the download broke off after %d of %s bytes (%s); run again to go on from there (%s)"
                .formatted(archive.uri(), received, total < 0 ? "?" : Long.toString(total), reason, part), cause);
    }

    private void check(Path part) {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            try (InputStream in = new DigestInputStream(Files.newInputStream(part), md5)) {
                byte[] buffer = new byte[BUFFER_BYTES];
                while (in.read(buffer) >= 0) {
                    // The stream feeds the digest.
                }
            }
            String found = HexFormat.of().formatHex(md5.digest());
            if (!found.equals(archive.md5())) {
                Files.delete(part);     // Going on from wrong bytes could never succeed.
                throw new InputException("%s: has MD5 %s instead of %s and was thrown away; run again to download it anew, or unpack a good copy by hand"
                        .formatted(archive.uri(), found, archive.md5()));
            }
        } catch (IOException e) {
            throw new InputException(part + ": cannot be checked: " + reason(e), e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java platform has no MD5", e);
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getClass().getSimpleName() + ": " + e.getMessage();
    }
}
