package io.perennial.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.driver.run.StopSignal;

import org.junit.jupiter.api.Test;

import sun.misc.Signal;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

class SignalsTest {

    private final StopSignal stop = new StopSignal();
    private final StringWriter err = new StringWriter();
    private final CompletableFuture<Integer> halted = new CompletableFuture<>();

    @Test
    void terminationAsksTheRunToStop() throws InterruptedException {
        try (Signals signals = open()) {
            Signal.raise(new Signal("TERM"));
            awaitRequest();
        }
        assertThat(err.toString()).contains("SIGTERM");
    }

    @Test
    void theSecondInterruptEndsTheJvmAtOnce() throws Exception {
        try (Signals signals = open()) {
            Signal.raise(new Signal("INT"));
            awaitRequest();
            assertThat(halted).isNotDone();

            Signal.raise(new Signal("INT"));
            assertThat(halted.get(10, TimeUnit.SECONDS)).isEqualTo(130);
        }
    }

    @Test
    void closingGivesTheSignalsBack() throws Exception {
        CompletableFuture<String> before = new CompletableFuture<>();
        Signal term = new Signal("TERM");
        var original = Signal.handle(term, signal -> before.complete(signal.getName()));
        try {
            open().close();
            Signal.raise(term);
            assertThat(before.get(10, TimeUnit.SECONDS)).isEqualTo("TERM");
            assertThat(stop.requested()).isFalse();
        } finally {
            Signal.handle(term, original);
        }
    }

    private Signals open() {
        return Signals.to(stop, new PrintWriter(err), halted::complete);
    }

    private void awaitRequest() throws InterruptedException {
        for (int i = 0; i < 1000 && !stop.requested(); i++) {
            Thread.sleep(10);
        }
        assertThat(stop.requested()).isTrue();
    }
}
