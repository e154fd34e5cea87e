package io.perennial.worker.natives;

import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * How many threads native code splits its work by. Sums come out in another order, and with other last bits, for another number, so
 * it must be the job's and not the environment's: OMP_NUM_THREADS, or the number of cores where that is not set.
 */
public final class NativeThreads {

    private NativeThreads() {
    }

    /**
     * Sets the threads of OpenMP (oneDNN, ND4J), which keeps them for the calling thread, and of OpenBLAS, which keeps them for the
     * whole JVM.
     */
    public static void use(int threads) {
        Natives.prepare();
        // The holder is filled when ND4J starts.
        Nd4j.getExecutioner();
        NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads);
        Nd4j.factory().blas().setMaxThreads(threads);
    }
}
