package org.nd4j.nativeblas;

/**
 * Stands where DL4J 1.0.0-M2.1 still looks for ND4J's native environment. The class moved to
 * {@code org.nd4j.linalg.cpu.nativecpu.bindings} in that release, but DL4J's check for oneDNN asks for the old name by
 * reflection, does not find it, and falls back to convolutions several times slower. Delegates to the class that moved.
 */
public final class Nd4jCpu {

    private static final String MOVED_TO = "org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu$Environment";

    private Nd4jCpu() {
    }

    /** The old name of the native environment; only what DL4J asks for. */
    public static final class Environment {

        private static final Environment INSTANCE = new Environment();

        private Environment() {
        }

        public static Environment getInstance() {
            return INSTANCE;
        }

        /** Whether this build of the natives uses oneDNN (called MKL-DNN before). */
        public boolean isUseMKLDNN() {
            try {
                // By reflection: a CUDA build has no CPU backend to compile against.
                Class<?> moved = Class.forName(MOVED_TO);
                return (boolean) moved.getMethod("isUseONEDNN").invoke(moved.getMethod("getInstance").invoke(null));
            } catch (ReflectiveOperationException absent) {
                return false;
            }
        }
    }
}
