package io.perennial.worker.natives;

import java.lang.ref.ReferenceQueue;
import java.lang.reflect.Field;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.api.memory.Deallocatable;
import org.nd4j.linalg.api.memory.deallocation.DeallocatableReference;
import org.nd4j.linalg.api.memory.deallocation.DeallocatorService;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frees native memory a little after ND4J's arrays became garbage instead of at once. ND4J 1.0.0-M2.1 hands the address of an array to
 * native code and keeps nothing that holds the array meanwhile (the dimensions of a broadcast are such an array): a garbage collection
 * in that moment, and the JVM dies with SIGSEGV. The moment is microseconds long; the grace is far longer.
 */
public final class LateDeallocation {

    private static final Logger LOG = LoggerFactory.getLogger(LateDeallocation.class);
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static boolean installed;

    private LateDeallocation() {
    }

    /** Takes the place of ND4J's own deallocating threads, once for each JVM. ND4J is loaded by it. */
    public static synchronized void install() {
        if (installed) {
            return;
        }
        installed = true;
        try {
            DeallocatorService service = Nd4j.getDeallocatorService();
            ReferenceQueue<?>[] queues = (ReferenceQueue<?>[]) field(service, "queues");
            Map<?, ?> references = (Map<?, ?>) field(service, "referenceMap");
            for (Thread thread : (Thread[]) field(service, "deallocatorThreads")) {
                if (thread != null) {
                    // It waits for garbage, and ends when it is interrupted.
                    thread.interrupt();
                }
            }
            for (ReferenceQueue<?> queue : queues) {
                if (queue != null) {
                    start(queue, references);
                }
            }
        } catch (ReflectiveOperationException | RuntimeException other) {
            LOG.warn("this ND4J frees its arrays in a way that Perennial does not know ({}): they are freed at once", other.toString());
        }
    }

    private static Object field(DeallocatorService service, String name) throws ReflectiveOperationException {
        Field field = DeallocatorService.class.getDeclaredField(name);
        field.setAccessible(true);
        return field.get(service);
    }

    /** What waits, and since when. */
    private record Garbage(DeallocatableReference reference, long since) {
    }

    @SuppressWarnings("unchecked") // ND4J declares it so
    private static void start(ReferenceQueue<?> queue, Map<?, ?> references) {
        ReferenceQueue<Deallocatable> garbage = (ReferenceQueue<Deallocatable>) queue;
        Thread thread = new Thread(() -> free(garbage, references), "perennial-late-deallocation");
        thread.setDaemon(true);
        thread.start();
    }

    private static void free(ReferenceQueue<Deallocatable> garbage, Map<?, ?> references) {
        Queue<Garbage> waiting = new ArrayDeque<>();
        while (true) {
            try {
                // Without end where nothing waits: 0 is for ever.
                long wait = waiting.isEmpty() ? 0 : Math.max(1, TimeUnit.NANOSECONDS.toMillis(GRACE_NANOS - age(waiting.peek())));
                var found = (DeallocatableReference) garbage.remove(wait);
                if (found != null) {
                    waiting.add(new Garbage(found, System.nanoTime()));
                }
                while (!waiting.isEmpty() && age(waiting.peek()) >= GRACE_NANOS) {
                    DeallocatableReference old = waiting.remove().reference();
                    old.getDeallocator().deallocate();
                    references.remove(old.getId());
                }
            } catch (InterruptedException ended) {
                return;
            }
        }
    }

    private static long age(Garbage garbage) {
        return System.nanoTime() - garbage.since();
    }
}
