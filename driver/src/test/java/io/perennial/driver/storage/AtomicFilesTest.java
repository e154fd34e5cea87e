package io.perennial.driver.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {

    @TempDir
    java.nio.file.Path folder;

    @Test
    void ofManyWhoMakeTheSameFileOneSucceedsAndItsContentIsThere() throws Exception {
        FileSystem files = FileSystem.getLocal(new Configuration());
        int threads = 4;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        CyclicBarrier together = new CyclicBarrier(threads);
        for (int round = 0; round < 50; round++) {
            Path file = new Path(folder.resolve(round + ".json").toUri());
            List<Future<Boolean>> made = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                byte[] content = ("written by " + t).getBytes(StandardCharsets.UTF_8);
                made.add(pool.submit(() -> {
                    together.await();
                    return AtomicFiles.create(files, file, content);
                }));
            }
            List<Integer> winners = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                if (made.get(t).get()) {
                    winners.add(t);
                }
            }
            assertThat(winners).hasSize(1);
            assertThat(folder.resolve(round + ".json")).hasContent("written by " + winners.get(0));
        }
        pool.shutdown();
        assertThat(folder).isDirectoryNotContaining("glob:**/.*");
    }

    @Test
    void aDirectoryIsNotMovedOntoOrIntoAnother() throws IOException {
        FileSystem files = FileSystem.getLocal(new Configuration());
        Files.createDirectories(folder.resolve("from"));
        Files.writeString(folder.resolve("from/new"), "new");
        Files.createDirectories(folder.resolve("to"));
        Files.writeString(folder.resolve("to/old"), "old");

        assertThat(AtomicFiles.move(files, new Path(folder.resolve("from").toUri()), new Path(folder.resolve("to").toUri()))).isFalse();
        assertThat(folder.resolve("to")).isDirectoryContaining("glob:**/old").isDirectoryNotContaining("glob:**/{new,from}");
        assertThat(AtomicFiles.move(files, new Path(folder.resolve("from").toUri()), new Path(folder.resolve("free").toUri()))).isTrue();
        assertThat(folder.resolve("free/new")).hasContent("new");
        assertThat(folder.resolve("from")).doesNotExist();
    }
}
