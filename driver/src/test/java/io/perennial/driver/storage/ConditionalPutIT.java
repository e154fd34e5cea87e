package io.perennial.driver.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.driver.s3.S3Server;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds on S3, and what does not. */
class ConditionalPutIT {

    @TempDir
    static java.nio.file.Path folder;

    private static S3Server server;

    @BeforeAll
    static void start() throws IOException {
        server = new S3Server(folder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void leaveAlone() {
        server.leaveAlone();
    }

    @Test
    void ofTwoWhoFindNothingAndThenWriteOneSucceedsAndItsContentIsThere() throws Exception {
        List<Boolean> made = bothLookBeforeOneWrites(S3Server.CONDITIONAL);

        assertThat(made).containsExactlyInAnyOrder(true, false);
        assertThat(content(S3Server.CONDITIONAL)).isEqualTo("written by " + made.indexOf(true));
    }

    @Test
    void whereTheStoreIgnoresConditionsBothMayBelieveToHaveSucceeded() throws Exception {
        assertThat(bothLookBeforeOneWrites(S3Server.IGNORING)).containsExactly(true, true);
    }

    @Test
    void whoDoesNotGetTheAnswerAndAsksAgainKnowsItsOwnObject() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        server.disturb("history/000009.json", path -> asked.getAndIncrement() == 0 ? S3Server.Fate.ANSWER_LOST : S3Server.Fate.ANSWERED);
        try (FileSystem files = files(S3Server.CONDITIONAL)) {
            assertThat(AtomicFiles.create(files, file(S3Server.CONDITIONAL, 9), new byte[] {1})).isTrue();
            assertThat(asked).hasValueGreaterThan(1);
            assertThat(AtomicFiles.create(files, file(S3Server.CONDITIONAL, 9), new byte[] {1})).isFalse();
        }
    }

    private List<Boolean> bothLookBeforeOneWrites(String bucket) throws Exception {
        CyclicBarrier both = new CyclicBarrier(2);
        AtomicInteger puts = new AtomicInteger();
        server.disturb("history/000001.json", path -> {
            if (puts.getAndIncrement() < 2) {
                await(both);
            }
            return S3Server.Fate.ANSWERED;
        });
        ExecutorService pool = Executors.newFixedThreadPool(2);
        List<Future<Boolean>> made = new ArrayList<>();
        for (int t = 0; t < 2; t++) {
            byte[] content = ("written by " + t).getBytes(StandardCharsets.UTF_8);
            made.add(pool.submit(() -> {
                // As two processes: each has a client of its own.
                try (FileSystem files = files(bucket)) {
                    return AtomicFiles.create(files, file(bucket, 1), content);
                }
            }));
        }
        List<Boolean> results = List.of(made.get(0).get(), made.get(1).get());
        pool.shutdown();
        return results;
    }

    private static void await(CyclicBarrier both) {
        try {
            both.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    private static FileSystem files(String bucket) throws IOException {
        return FileSystem.newInstance(file(bucket, 1).toUri(), server.configuration());
    }

    private static Path file(String bucket, int number) {
        return new Path("s3a://" + bucket + "/models/pets/history/" + String.format("%06d.json", number));
    }

    private static String content(String bucket) throws IOException {
        try (FileSystem files = files(bucket); InputStream in = files.open(file(bucket, 1))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
