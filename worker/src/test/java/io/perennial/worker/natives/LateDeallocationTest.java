package io.perennial.worker.natives;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.deallocation.DeallocatorService;
import org.nd4j.linalg.factory.Nd4j;

class LateDeallocationTest {

    private static final int ARRAYS = 1_000;

    @Test
    void garbageIsFreedByOurThreadsAndNoLongerByNd4js() throws Exception {
        Natives.prepare();
        LateDeallocation.install();
        for (Thread thread : threads("DeallocatorServiceThread")) {
            thread.join(10_000);
        }
        assertThat(threads("DeallocatorServiceThread")).isEmpty();
        assertThat(threads("perennial-late-deallocation")).isNotEmpty();

        var field = DeallocatorService.class.getDeclaredField("referenceMap");
        field.setAccessible(true);
        Map<?, ?> references = (Map<?, ?>) field.get(Nd4j.getDeallocatorService());
        int before = references.size();
        for (int i = 0; i < ARRAYS; i++) {
            Nd4j.create(DataType.FLOAT, 1_000);
        }
        assertThat(references.size()).isGreaterThan(before);
        long deadline = System.nanoTime() + 30_000_000_000L;
        while (references.size() > before + ARRAYS / 2 && System.nanoTime() < deadline) {
            System.gc();
        }
        assertThat(references.size()).isLessThanOrEqualTo(before + ARRAYS / 2);
    }

    private static List<Thread> threads(String name) {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().startsWith(name) && thread.isAlive()).toList();
    }
}
