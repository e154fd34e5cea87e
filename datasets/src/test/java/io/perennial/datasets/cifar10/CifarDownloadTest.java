package io.perennial.datasets.cifar10;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.perennial.datasets.Records;
import io.perennial.errors.InputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CifarDownloadTest {

    private static final String PREFIX = "cifar-10-batches-bin/";

    @TempDir
    Path folder;

    private Path root;
    private HttpServer server;
    private byte[] served;
    /** The server closes the connection after so many bytes. */
    private int breakAfter = Integer.MAX_VALUE;
    private final List<String> ranges = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();

    @BeforeEach
    void startServer() throws IOException {
        root = folder.resolve("data");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/cifar.tar.gz", this::answer);
        server.start();
        served = archive(members());
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        ranges.add(range);
        int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
        if (from >= served.length) {
            exchange.sendResponseHeaders(416, -1);
        } else {
            exchange.sendResponseHeaders(range == null ? 200 : 206, served.length - from);
            OutputStream out = exchange.getResponseBody();
            out.write(served, from, Math.min(served.length - from, breakAfter));
            out.flush();
            if (served.length - from > breakAfter) {
                throw new IOException("This closes the connection, which closing the exchange does not.");
            }
        }
        exchange.close();
    }

    private static Map<String, byte[]> members() {
        Map<String, byte[]> members = new LinkedHashMap<>();
        members.put(PREFIX, null);
        members.put(PREFIX + "batches.meta.txt", "airplane\n".getBytes());
        for (int b = 1; b <= 5; b++) {
            members.put(PREFIX + "data_batch_" + b + ".bin", Records.of(3, b, i -> i));
        }
        members.put(PREFIX + "test_batch.bin", Records.of(2, 6, i -> i));
        return members;
    }

    private static byte[] archive(Map<String, byte[]> members) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            for (Map.Entry<String, byte[]> member : members.entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(member.getKey(), true);
                entry.setSize(member.getValue() == null ? 0 : member.getValue().length);
                tar.putArchiveEntry(entry);
                if (member.getValue() != null) {
                    tar.write(member.getValue());
                }
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    private CifarArchive described() {
        return new CifarArchive(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/cifar.tar.gz"), md5(served));
    }

    private static String md5(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void download() {
        new CifarDownload(described(), lines::add).into(root);
    }

    private List<String> left() throws IOException {
        try (var files = Files.list(root)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void archiveIsDownloadedCheckedAndUnpacked() throws IOException {
        download();
        assertThat(left()).containsExactly("cifar-10-batches-bin");
        assertThat(root.resolve(PREFIX + "data_batch_5.bin")).hasBinaryContent(Records.of(3, 5, i -> i));
        assertThat(root.resolve(PREFIX + "batches.meta.txt")).hasContent("airplane");
        assertThat(Files.getPosixFilePermissions(root.resolve(PREFIX))).isEqualTo(Files.getPosixFilePermissions(root));
    }

    @Test
    void brokenDownloadGoesOnWhereItStopped() throws IOException {
        breakAfter = served.length / 3;
        assertThatThrownBy(this::download).isInstanceOf(InputException.class)
                .hasMessageContaining("broke off").hasMessageContaining("of " + served.length + " bytes").hasMessageContaining("run again");
        assertThat(left()).containsExactly("cifar.tar.gz.part");
        long have = Files.size(root.resolve("cifar.tar.gz.part"));
        assertThat(have).isPositive();
        breakAfter = Integer.MAX_VALUE;
        download();
        assertThat(ranges).containsExactly(null, "bytes=" + have + "-");
        assertThat(left()).containsExactly("cifar-10-batches-bin");
    }

    @Test
    void completePartIsNotDownloadedAgain() throws IOException {
        Files.createDirectories(root);
        Files.write(root.resolve("cifar.tar.gz.part"), served);
        download();
        assertThat(left()).containsExactly("cifar-10-batches-bin");
    }

    @Test
    void wrongChecksumIsRefusedAndThrownAway() throws IOException {
        CifarArchive other = new CifarArchive(described().uri(), "00");
        assertThatThrownBy(() -> new CifarDownload(other, lines::add).into(root)).isInstanceOf(InputException.class)
                .hasMessageContaining(md5(served)).hasMessageContaining("instead of 00");
        assertThat(left()).isEmpty();
    }

    @Test
    void partOfAnotherFileIsFoundOutByTheChecksum() throws IOException {
        Files.createDirectories(root);
        Files.write(root.resolve("cifar.tar.gz.part"), new byte[100]);
        assertThatThrownBy(this::download).isInstanceOf(InputException.class).hasMessageContaining("MD5");
        download();
        assertThat(left()).containsExactly("cifar-10-batches-bin");
    }

    @Test
    void refusalOfTheServerCreatesNothing() {
        CifarArchive gone = new CifarArchive(described().uri().resolve("/gone.tar.gz"), "");
        assertThatThrownBy(() -> new CifarDownload(gone, lines::add).into(root)).isInstanceOf(InputException.class)
                .hasMessageContaining("status 404").hasMessageContaining("gone.tar.gz");
        assertThat(root).doesNotExist();
    }

    @Test
    void noServerCreatesNothing() {
        CifarArchive archive = described();
        server.stop(0);
        assertThatThrownBy(() -> new CifarDownload(archive, lines::add).into(root)).isInstanceOf(InputException.class)
                .hasMessageContaining("cannot be reached").hasMessageContaining("unpack that archive there");
        assertThat(root).doesNotExist();
        assertThat(lines).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../escaped.bin", "/tmp/escaped.bin", "cifar-10-batches-bin/../../escaped.bin", "cifar-10-batches-bin/sub/data_batch_1.bin",
        "data_batch_1.bin", "cifar-10-batches-bin/extra.sh", "other/"})
    void unexpectedEntryIsRefusedAndNothingIsLeft(String name) throws IOException {
        Map<String, byte[]> members = members();
        members.put(name, name.endsWith("/") ? null : new byte[] {1});
        served = archive(members);
        assertThatThrownBy(this::download).isInstanceOf(InputException.class).hasMessageContaining(name);
        assertThat(left()).containsExactly("cifar.tar.gz.part");
        assertThat(folder.resolve("escaped.bin")).doesNotExist();
    }

    @Test
    void linkUnderAnExpectedNameIsRefused() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            TarArchiveEntry link = new TarArchiveEntry(PREFIX + "data_batch_1.bin", TarConstants.LF_SYMLINK);
            link.setLinkName("/etc/hostname");
            tar.putArchiveEntry(link);
            tar.closeArchiveEntry();
        }
        served = bytes.toByteArray();
        assertThatThrownBy(this::download).isInstanceOf(InputException.class).hasMessageContaining("data_batch_1.bin");
        assertThat(left()).containsExactly("cifar.tar.gz.part");
    }

    @Test
    void archiveThatLacksAFileIsRefused() throws IOException {
        Map<String, byte[]> members = members();
        members.remove(PREFIX + "data_batch_3.bin");
        served = archive(members);
        assertThatThrownBy(this::download).isInstanceOf(InputException.class).hasMessageContaining("lacks data_batch_3.bin");
        assertThat(root.resolve("cifar-10-batches-bin")).doesNotExist();
    }

    @Test
    void progressIsToldOnceASecondAtMost() {
        AtomicLong now = new AtomicLong();
        DownloadProgress progress = new DownloadProgress("x.tar.gz", 100_000_000, 200_000_000, lines::add, now::get);
        for (int tenths = 1; tenths <= 25; tenths++) {
            now.addAndGet(TimeUnit.MILLISECONDS.toNanos(100));
            progress.received(100_000_000 + tenths * 1_000_000L);
        }
        assertThat(lines).containsExactly("downloading x.tar.gz (200.0 MB), going on after 100.0 MB",
                "downloading x.tar.gz: 55%, 10.0 MB/s", "downloading x.tar.gz: 60%, 10.0 MB/s");
    }
}
