package io.perennial.worker.natives;

import java.util.ArrayList;
import java.util.List;

/**
 * The settings of DL4J's native code that make convolutions several times faster than DL4J 1.0.0-M2.1 ships them. They only
 * take effect before the first ND4J class is loaded, so every entry into DL4J goes through {@link #prepare()}; where another
 * program in this JVM was first, what could not be set is reported instead.
 */
public final class Natives {

    /** DL4J M2.1 switches its oneDNN layer helpers off unless this is false. */
    static final String HELPERS_DISABLED = "org.eclipse.deeplearning4j.helpers.disable";
    /** JavaCPP asks the system for its memory on every allocation unless this is 0; memory stays bounded by maxbytes. */
    static final String PHYSICAL_MEMORY_CHECK = "org.bytedeco.javacpp.maxphysicalbytes";

    private static List<String> warnings;

    private Natives() {
    }

    /**
     * Sets what can still be set, once for each JVM.
     *
     * @return a line for each setting that came too late or was set otherwise by the user; empty when all is well
     */
    public static synchronized List<String> prepare() {
        if (warnings == null) {
            boolean late = alreadyLoaded();
            List<String> found = new ArrayList<>();
            set(HELPERS_DISABLED, "false", late, "convolutions run 4 to 6 times slower", found);
            set(PHYSICAL_MEMORY_CHECK, "0", late, "training runs up to 1.4 times slower", found);
            if (!"PASSIVE".equalsIgnoreCase(System.getenv("OMP_WAIT_POLICY"))) {
                found.add("OMP_WAIT_POLICY is not PASSIVE in this JVM's environment: training slows down where cores are shared;"
                        + " set spark.executorEnv.OMP_WAIT_POLICY=PASSIVE, and OMP_WAIT_POLICY=PASSIVE for the driver in local mode");
            }
            warnings = List.copyOf(found);
        }
        return warnings;
    }

    private static void set(String property, String wanted, boolean late, String cost, List<String> found) {
        String present = System.getProperty(property);
        if (wanted.equals(present)) {
            return;
        }
        if (present != null) {
            found.add(property + " is set to " + present + ", Perennial wants " + wanted + ": " + cost);
        } else if (late) {
            found.add("ND4J was loaded in this JVM before Perennial could set " + property + "=" + wanted + ": " + cost
                    + "; start the JVM with -D" + property + "=" + wanted);
        } else {
            System.setProperty(property, wanted);
        }
    }

    private static boolean alreadyLoaded() {
        try {
            // findLoadedClass is protected: ask the class loader that would have loaded ND4J.
            ClassLoader loader = Natives.class.getClassLoader();
            var method = ClassLoader.class.getDeclaredMethod("findLoadedClass", String.class);
            method.setAccessible(true);
            return method.invoke(loader, "org.nd4j.linalg.factory.Nd4j") != null;
        } catch (ReflectiveOperationException | RuntimeException closed) {
            // Without --add-opens java.lang the question cannot be asked; setting the properties does no harm.
            return false;
        }
    }
}
