package io.perennial.jobs;

import java.util.Map;
import java.util.TreeMap;

/** System properties that ND4J's natives need in every executor. The driver's JVM gets them from the worker module, before ND4J is loaded. */
final class NativeOptions {

    /**
     * By name. DL4J M2.1 switches its oneDNN layers off unless told otherwise: convolutions are 4 to 6 times slower then. JavaCPP's look at the
     * physical memory before an allocation costs 7% and more; the container and maxbytes bound memory.
     */
    static final Map<String, String> PROPERTIES = new TreeMap<>(Map.of(
            "org.bytedeco.javacpp.maxphysicalbytes", "0",
            "org.eclipse.deeplearning4j.helpers.disable", "false"));

    private NativeOptions() {
    }
}
