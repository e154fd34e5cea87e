package io.perennial.worker.natives;

import org.bytedeco.javacpp.Pointer;

/** What this JVM may take beside its heap. */
public final class NativeMemory {

    /** The property that says it. */
    public static final String PROPERTY = "org.bytedeco.javacpp.maxbytes";

    private NativeMemory() {
    }

    /** Bytes that JavaCPP lets natives allocate: of {@value #PROPERTY}, else as much as the heap; 0 is without bound. */
    public static long limit() {
        return Pointer.maxBytes();
    }
}
