package io.perennial.jobs;

import io.perennial.driver.run.StopSignal;

import sun.misc.Signal;
import sun.misc.SignalHandler;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * Turns SIGTERM and SIGINT into a request to stop while it is open: the run gives up its round, writes a checkpoint of the last whole one and returns. A second
 * SIGINT ends the JVM at once with 130. Closing gives the signals back.
 */
final class Signals implements AutoCloseable {

    private static final int KILLED_BY_SIGINT = 130;

    private final Map<Signal, SignalHandler> before = new LinkedHashMap<>();
    private final StopSignal stop;
    private final PrintWriter err;
    private final IntConsumer halt;
    private boolean interruptedBefore;

    private Signals(StopSignal stop, PrintWriter err, IntConsumer halt) {
        this.stop = stop;
        this.err = err;
        this.halt = halt;
    }

    static Signals to(StopSignal stop, PrintWriter err) {
        // halt: the shutdown hooks of a Spark in the middle of a job can wait for long
        return to(stop, err, Runtime.getRuntime()::halt);
    }

    static Signals to(StopSignal stop, PrintWriter err, IntConsumer halt) {
        Signals signals = new Signals(stop, err, halt);
        signals.handle("TERM", signals::terminated);
        signals.handle("INT", signals::interrupted);
        return signals;
    }

    private void handle(String name, SignalHandler handler) {
        try {
            Signal signal = new Signal(name);
            before.put(signal, Signal.handle(signal, handler));
        } catch (IllegalArgumentException e) {
            // the JVM was started with -Xrs or keeps this signal for itself: then it ends the process as ever
            err.println("warning: SIG" + name + " will not write a checkpoint (" + e.getMessage() + ")");
        }
    }

    private synchronized void terminated(Signal signal) {
        err.println("\nSIGTERM: stops with a checkpoint of the last whole round");
        stop.request("SIGTERM");
    }

    private synchronized void interrupted(Signal signal) {
        if (interruptedBefore) {
            halt.accept(KILLED_BY_SIGINT);
        }
        interruptedBefore = true;
        err.println("\nSIGINT: stops with a checkpoint of the last whole round; again to stop at once");
        stop.request("SIGINT");
    }

    @Override
    public void close() {
        before.forEach(Signal::handle);
        before.clear();
    }
}
