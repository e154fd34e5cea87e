package io.perennial.worker.training;

import io.perennial.worker.natives.Device;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The networks of this JVM, kept between rounds: building one from JSON every round is what makes stock dl4j-spark slow. A task
 * takes one out for itself alone and gives it back; one that failed is not given back. Networks belong to one attempt at one run
 * and are dropped when nobody asked for them in a while.
 */
final class NetworkPool {

    private static final long IDLE_NANOS = TimeUnit.MINUTES.toNanos(5);

    private record Idle(PooledNetwork network, long since) {
    }

    /** A network stays on the device that its thread was bound to. */
    private record Key(String run, Device device) {
    }

    private static final Map<Key, Deque<Idle>> IDLE = new HashMap<>();
    private static ScheduledExecutorService sweeper;

    private NetworkPool() {
    }

    /** A network on the device that Spark gave the calling task. */
    static PooledNetwork take(NetworkPlan plan) throws ExecutionException, InterruptedException {
        Device device = Device.ofThisTask();
        synchronized (IDLE) {
            Deque<Idle> idle = IDLE.get(new Key(plan.run(), device));
            if (idle != null && !idle.isEmpty()) {
                return idle.pop().network();
            }
        }
        return PooledNetwork.build(plan, device);
    }

    static void giveBack(NetworkPlan plan, PooledNetwork network) {
        synchronized (IDLE) {
            IDLE.computeIfAbsent(new Key(plan.run(), network.device()), key -> new ArrayDeque<>()).push(new Idle(network, System.nanoTime()));
            startSweeper();
        }
    }

    /** Drops the idle networks of a run in this JVM. */
    static void release(String run) {
        List<Idle> dropped = new ArrayList<>();
        synchronized (IDLE) {
            IDLE.entrySet().removeIf(entry -> entry.getKey().run().equals(run) && dropped.addAll(entry.getValue()));
        }
        dropped.forEach(entry -> entry.network().close());
    }

    private static void startSweeper() {
        if (sweeper == null) {
            sweeper = Executors.newSingleThreadScheduledExecutor(work -> {
                Thread thread = new Thread(work, "perennial-network-pool");
                thread.setDaemon(true);
                return thread;
            });
            sweeper.scheduleWithFixedDelay(NetworkPool::sweep, 1, 1, TimeUnit.MINUTES);
        }
    }

    private static void sweep() {
        long now = System.nanoTime();
        synchronized (IDLE) {
            for (Iterator<Deque<Idle>> runs = IDLE.values().iterator(); runs.hasNext(); ) {
                Deque<Idle> idle = runs.next();
                idle.removeIf(entry -> {
                    boolean old = now - entry.since() > IDLE_NANOS;
                    if (old) {
                        entry.network().close();
                    }
                    return old;
                });
                if (idle.isEmpty()) {
                    runs.remove();
                }
            }
        }
    }
}
