package io.perennial.datasets.cifar10;

import io.perennial.errors.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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

    private static final int HTTP_RANGE_NOT_SATISFIABLE = 416;
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
        long have = part.toFile().length();
        HttpURLConnection connection = connect(root, have);
        try {
            Files.createDirectories(root);
            try (FileChannel file = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
                 FileLock lock = lock(file, part)) {
                if (Files.exists(root.resolve(CifarFolder.UNPACKED))) {
                    throw busy(part);
                }
                receive(connection, file, part, have);
                check(file, part);
                progress.accept("unpacking to " + root.resolve(CifarFolder.UNPACKED));
                file.position(0);
                new CifarUnpacking(root).unpack(Channels.newInputStream(file));
                Files.delete(part);
            }
        } catch (IOException e) {
            throw new InputException(root + ": CIFAR-10 cannot be stored here: " + reason(e), e);
        } finally {
            connection.disconnect();
        }
    }

    /** A connection whose answer is the archive, the rest of it, or that there is no rest. */
    private HttpURLConnection connect(Path root, long have) {
        String remedy = "unpack that archive there so that %s/data_batch_1.bin exists, or set PERENNIAL_DATA to the folder that holds it"
                .formatted(root.resolve(CifarFolder.UNPACKED));
        try {
            HttpURLConnection connection = request(have);
            int status = connection.getResponseCode();
            if (status == HttpURLConnection.HTTP_OK || status == HttpURLConnection.HTTP_PARTIAL || isComplete(status, have)) {
                return connection;
            }
            connection.disconnect();
            throw new InputException("cifar10 is not in %s, and %s answers with HTTP status %d; %s".formatted(root, archive.uri(), status, remedy));
        } catch (IOException e) {
            throw new InputException("cifar10 is not in %s, and %s cannot be reached (%s); %s".formatted(root, archive.uri(), reason(e), remedy), e);
        }
    }

    /** All of it is here already, so there is nothing left to ask for; the checksum decides. */
    private static boolean isComplete(int status, long have) {
        return status == HTTP_RANGE_NOT_SATISFIABLE && have > 0;
    }

    private HttpURLConnection request(long have) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) archive.uri().toURL().openConnection();
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout(READ_MILLIS);
        if (have > 0) {
            connection.setRequestProperty("Range", "bytes=" + have + "-");
        }
        connection.connect();
        return connection;
    }

    private void receive(HttpURLConnection connection, FileChannel file, Path part, long have) throws IOException {
        int status = connection.getResponseCode();
        if (file.size() != have) {
            throw busy(part);
        }
        if (isComplete(status, have)) {
            return;
        }
        // A server that does not know ranges sends everything again.
        long from = status == HttpURLConnection.HTTP_PARTIAL ? have : 0;
        long length = connection.getContentLengthLong();
        long total = length < 0 ? -1 : from + length;
        long received = from;
        file.truncate(from);
        file.position(from);
        DownloadProgress lines = new DownloadProgress(archive.fileName(), from, total, progress, nanoTime);
        try (InputStream in = connection.getInputStream()) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, n);
                while (bytes.hasRemaining()) {
                    file.write(bytes);
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
            throw busy(part);
        }
        return lock;
    }

    private static InputException busy(Path part) {
        return new InputException(part + ": another process is downloading CIFAR-10 here; run again when it is done");
    }

    private InputException brokenOff(Path part, long received, long total, String reason, IOException cause) {
        return new InputException("%s: the download broke off after %d of %s bytes (%s); run again to go on from there (%s)"
                .formatted(archive.uri(), received, total < 0 ? "?" : Long.toString(total), reason, part), cause);
    }

    private void check(FileChannel file, Path part) throws IOException {
        MessageDigest md5 = md5();
        file.position(0);
        // Not closed: on POSIX systems, closing any stream of a file gives up the lock on it.
        InputStream in = Channels.newInputStream(file);
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            md5.update(buffer, 0, n);
        }
        String found = HexFormat.of().formatHex(md5.digest());
        if (!found.equals(archive.md5())) {
            Files.delete(part);     // Going on from wrong bytes could never succeed.
            throw new InputException("%s: has MD5 %s instead of %s and was thrown away; run again to download it anew, or unpack a good copy by hand"
                    .formatted(archive.uri(), found, archive.md5()));
        }
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java platform has no MD5", e);
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getClass().getSimpleName() + ": " + e.getMessage();
    }
}
