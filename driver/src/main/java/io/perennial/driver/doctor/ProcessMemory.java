package io.perennial.driver.doctor;

import io.perennial.worker.natives.NativeMemory;
import java.io.Serializable;
import java.util.Locale;

/**
 * How much a JVM may take, against what it has.
 *
 * @param heap      largest heap, bytes
 * @param natives   largest sum of native allocations, bytes; 0 is without bound
 * @param container limit of its control group, bytes; 0 is none
 */
record ProcessMemory(long heap, long natives, long container) implements Serializable {

    static ProcessMemory here() {
        return new ProcessMemory(Runtime.getRuntime().maxMemory(), NativeMemory.limit(), ContainerMemory.limit().orElse(0));
    }

    /** @param where whose, for the sentence */
    Finding check(String where) {
        String found = where + ": heap " + mib(heap) + ", natives " + (natives == 0 ? "without bound" : "up to " + mib(natives)) + ", "
                + (container == 0 ? "no container limit" : "container " + mib(container));
        if (container == 0) {
            return Finding.ok("memory", found);
        }
        if (heap >= container) {
            return Finding.fail("memory", found, "the heap alone does not fit: lower spark.driver.memory or spark.executor.memory, or raise the container's limit");
        }
        if (natives == 0 || heap + natives > container) {
            return Finding.warn("memory", found, "together they may outgrow the container, which then kills the process: raise spark.executor.memoryOverhead, "
                    + "or bound natives with -D" + NativeMemory.PROPERTY + "=" + Math.max(1, (container - heap) >> 20) + "m");
        }
        return Finding.ok("memory", found);
    }

    static String mib(long bytes) {
        return String.format(Locale.ROOT, "%,d MiB", bytes >> 20);
    }
}
