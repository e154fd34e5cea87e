package io.perennial.bench.cluster;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Binds a process to a core, by {@code taskset}: a JVM has helpers that would otherwise use the other cores. */
public final class Core {

    private Core() {
    }

    /** @return false if it cannot be done here */
    public static boolean bind(long process, int core) {
        try {
            Process taskset = new ProcessBuilder("taskset", "-a", "-c", "-p", String.valueOf(core), String.valueOf(process))
                    .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            return taskset.waitFor(10, TimeUnit.SECONDS) && taskset.exitValue() == 0;
        } catch (IOException missing) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
