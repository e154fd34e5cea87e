package io.perennial.dl4jspark;

import io.perennial.worker.natives.Device;
import io.perennial.worker.natives.LateDeallocation;
import io.perennial.worker.natives.NativeThreads;
import io.perennial.worker.natives.Natives;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A network of an executor with a thread of its own, kept between rounds: dl4j-spark builds one from its configuration every round. A task
 * takes one out for itself alone and gives it back; one that failed is closed.
 */
final class ResidentNetwork {

    private static final long IDLE_NANOS = TimeUnit.MINUTES.toNanos(5);

    private record Key(NetworkSource source, Device device) {
    }

    private static final Map<Key, Deque<ResidentNetwork>> IDLE = new HashMap<>();

    private final Key key;
    private final ExecutorService thread;
    private Dl4jNetwork network;
    private long since;

    private ResidentNetwork(Key key) {
        this.key = key;
        this.thread = Executors.newSingleThreadExecutor(work -> {
            Thread made = new Thread(work, "perennial-dl4j-spark");
            made.setDaemon(true);
            return made;
        });
    }

    /** A network on the device that Spark gave the calling task. */
    static ResidentNetwork take(NetworkSource source) throws ExecutionException, InterruptedException {
        Key key = new Key(source, Device.ofThisTask());
        synchronized (IDLE) {
            Deque<ResidentNetwork> idle = IDLE.get(key);
            if (idle != null && !idle.isEmpty()) {
                return idle.pop();
            }
        }
        ResidentNetwork made = new ResidentNetwork(key);
        try {
            made.submit(() -> made.open(source)).get();
            return made;
        } catch (ExecutionException | InterruptedException | RuntimeException e) {
            made.close();
            throw e;
        }
    }

    private Void open(NetworkSource source) {
        Natives.prepare();
        LateDeallocation.install();
        key.device().useOnThisThread();
        NativeThreads.use(source.threads());
        network = Dl4jNetwork.build(source);
        return null;
    }

    /** For the next round; networks that nobody asked for in a while are closed meanwhile. */
    void giveBack() {
        List<ResidentNetwork> old = new ArrayList<>();
        synchronized (IDLE) {
            since = System.nanoTime();
            IDLE.computeIfAbsent(key, any -> new ArrayDeque<>()).push(this);
            IDLE.values().removeIf(idle -> {
                idle.removeIf(entry -> since - entry.since > IDLE_NANOS && old.add(entry));
                return idle.isEmpty();
            });
        }
        old.forEach(ResidentNetwork::close);
    }

    /** Closes the idle networks of a training master in this JVM. */
    static void release(String master) {
        List<ResidentNetwork> dropped = new ArrayList<>();
        synchronized (IDLE) {
            IDLE.entrySet().removeIf(entry -> entry.getKey().source().master().equals(master) && dropped.addAll(entry.getValue()));
        }
        dropped.forEach(ResidentNetwork::close);
    }

    /** Runs work on the network's own thread. */
    <T> Future<T> submit(Callable<T> work) {
        return thread.submit(work);
    }

    Dl4jNetwork network() {
        return network;
    }

    /** Ends the thread and with it the network's working memory. Work that still runs ends first. */
    void close() {
        thread.submit(() -> Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread());
        thread.shutdown();
    }
}
