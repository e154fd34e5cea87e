package io.perennial.driver.s3;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;

/**
 * An S3 server on the loopback interface: s3proxy, which keeps objects in memory, in a process of its own (its libraries are not those of
 * Spark), and a gate before it. s3proxy ignores {@code If-None-Match} on a PUT; the gate honours it as Amazon's documentation has it
 * for one of two buckets, and leaves the other as it is.
 */
public final class S3Server implements AutoCloseable {

    /** Honours conditions. */
    public static final String CONDITIONAL = "conditional";
    /** Ignores them. */
    public static final String IGNORING = "ignoring";

    /** What becomes of a PUT. */
    public enum Fate {
        ANSWERED,
        /** It is not done, and whoever asks again is told the same. */
        FORBIDDEN,
        /** It is done, and the answer says that something went wrong. */
        ANSWER_LOST
    }

    /** Is asked before each PUT that is watched; may keep it waiting. */
    @FunctionalInterface
    public interface Disturbance {
        Fate of(String path);
    }

    private static final Set<String> OF_A_CONNECTION = Set.of("connection", "content-length", "expect", "host", "transfer-encoding", "upgrade", "date");
    private static final int PRECONDITION_FAILED = 412;

    static {
        // Else an answer of two packets waits for 40 ms.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final Process process;
    private final URI store;
    private final HttpServer gate;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private volatile Predicate<String> watched = path -> false;
    private volatile Disturbance disturbance = path -> Fate.ANSWERED;

    /**
     * Starts it.
     *
     * @param folder for its log
     */
    public S3Server(Path folder) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        this.store = URI.create("http://127.0.0.1:" + port);
        Properties properties = new Properties();
        properties.putAll(Map.of("s3proxy.authorization", "none", "s3proxy.endpoint", store.toString(), "jclouds.provider", "transient",
                "jclouds.identity", "nobody", "jclouds.credential", "none"));
        Files.createDirectories(folder);
        try (var out = Files.newOutputStream(folder.resolve("s3proxy.conf"))) {
            properties.store(out, null);
        }
        this.process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m", "-jar", "target/s3proxy.jar", "--properties",
                folder.resolve("s3proxy.conf").toString()).redirectErrorStream(true).redirectOutput(folder.resolve("s3proxy.log").toFile()).start();
        this.gate = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gate.setExecutor(threads);
        gate.createContext("/", this::handle);
        gate.start();
        for (String bucket : new String[] {CONDITIONAL, IGNORING}) {
            makeBucket(bucket, folder);
        }
    }

    /** The server takes a moment to listen. */
    private void makeBucket(String bucket, Path folder) throws IOException {
        long until = System.nanoTime() + 60_000_000_000L;
        while (true) {
            try {
                send(HttpRequest.newBuilder(store.resolve("/" + bucket)).PUT(HttpRequest.BodyPublishers.noBody()).build());
                return;
            } catch (IOException notYet) {
                if (!process.isAlive() || System.nanoTime() > until) {
                    throw new IOException("s3proxy does not answer: " + Files.readString(folder.resolve("s3proxy.log")), notYet);
                }
                Thread.onSpinWait();
            }
        }
    }

    /** How S3A reaches it. */
    public Configuration configuration() {
        Configuration configuration = new Configuration();
        configuration.set("fs.s3a.endpoint", "http://127.0.0.1:" + gate.getAddress().getPort());
        configuration.set("fs.s3a.path.style.access", "true");
        configuration.set("fs.s3a.connection.ssl.enabled", "false");
        configuration.set("fs.s3a.aws.credentials.provider", "org.apache.hadoop.fs.s3a.AnonymousAWSCredentialsProvider");
        configuration.set("fs.s3a.bucket.probe", "0");
        // Half the requests: nothing but S3A reads here.
        configuration.set("fs.s3a.directory.marker.retention", "keep");
        configuration.set("fs.s3a.fast.upload.buffer", "bytebuffer");
        return configuration;
    }

    /** Disturbs the PUTs of objects whose keys hold a text. */
    public void disturb(String part, Disturbance how) {
        this.disturbance = how;
        this.watched = path -> path.contains(part);
    }

    /** Ends that. */
    public void leaveAlone() {
        this.watched = path -> false;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            boolean put = exchange.getRequestMethod().equals("PUT");
            byte[] body = exchange.getRequestBody().readAllBytes();
            Fate fate = put && watched.test(path) ? disturbance.of(path) : Fate.ANSWERED;
            if (fate == Fate.FORBIDDEN) {
                exchange.sendResponseHeaders(403, -1);
                return;
            }
            Answer answer = put && path.startsWith("/" + CONDITIONAL + "/") ? putWhereThereIsNone(exchange, body) : forwarded(exchange, body);
            if (fate == Fate.ANSWER_LOST) {
                exchange.sendResponseHeaders(500, -1);
            } else {
                answer.send(exchange);
            }
        } catch (IOException | RuntimeException e) {
            exchange.sendResponseHeaders(500, -1);
        }
    }

    /** One at a time: what is looked for and then written is one step. */
    private synchronized Answer putWhereThereIsNone(HttpExchange exchange, byte[] body) throws IOException {
        boolean conditional = "*".equals(exchange.getRequestHeaders().getFirst("If-None-Match"));
        HttpRequest look = HttpRequest.newBuilder(store.resolve(exchange.getRequestURI())).method("HEAD", HttpRequest.BodyPublishers.noBody()).build();
        return conditional && send(look).statusCode() == 200 ? new Answer(PRECONDITION_FAILED, Map.of(), new byte[0]) : forwarded(exchange, body);
    }

    private Answer forwarded(HttpExchange exchange, byte[] body) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(store.resolve(exchange.getRequestURI()))
                .method(exchange.getRequestMethod(), body.length == 0 ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!OF_A_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        HttpResponse<byte[]> response = send(request.build());
        return new Answer(response.statusCode(), response.headers().map(), response.body());
    }

    private record Answer(int status, Map<String, List<String>> headers, byte[] body) {

        void send(HttpExchange exchange) throws IOException {
            boolean head = exchange.getRequestMethod().equals("HEAD");
            headers.forEach((name, values) -> {
                boolean ofContent = head && name.equalsIgnoreCase("content-length");
                if (ofContent || !OF_A_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                    exchange.getResponseHeaders().put(name, values);
                }
            });
            exchange.sendResponseHeaders(status, head || body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private HttpResponse<byte[]> send(HttpRequest request) throws IOException {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        gate.stop(0);
        threads.shutdownNow();
        process.destroy();
    }
}
