package io.perennial.driver.run;

import java.util.ArrayList;
import java.util.List;

/** Asks a run to write a checkpoint and stop. May be requested from any thread, a signal handler's included. */
public final class StopSignal {

    private String why;
    private final List<Runnable> listeners = new ArrayList<>();

    /** @param why for the message, for instance {@code SIGTERM} */
    public void request(String why) {
        List<Runnable> told;
        synchronized (this) {
            if (this.why != null) {
                return;
            }
            this.why = why;
            told = List.copyOf(listeners);
        }
        told.forEach(Runnable::run);
    }

    public synchronized boolean requested() {
        return why != null;
    }

    /** What was given with the request; null before it. */
    public synchronized String why() {
        return why;
    }

    /** Runs something when a stop is requested, at once if it was; until {@link #forget}. */
    void onRequest(Runnable listener) {
        synchronized (this) {
            if (why == null) {
                listeners.add(listener);
                return;
            }
        }
        listener.run();
    }

    synchronized void forget(Runnable listener) {
        listeners.remove(listener);
    }
}
