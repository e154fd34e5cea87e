package io.perennial.worker.natives;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.Loader;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * What decides the bits of a computation besides its inputs: the instruction set, which the native libraries choose their
 * kernels by at run time, and the build of the natives. Two machines with the same fingerprint choose alike.
 */
public final class Machine {

    private static final Pattern KERNEL_FLAGS = Pattern.compile("sse4_\\d|avx\\w*|fma|f16c|amx\\w*|asimd\\w*|sve\\w*|bf16");
    private static final Pattern NATIVES = Pattern.compile("bindings/([^/]+)/");

    private static String fingerprint;

    private Machine() {
    }

    /** Platform, natives, processor and instruction set extensions, in one line. */
    public static synchronized String fingerprint() {
        if (fingerprint == null) {
            Natives.prepare();
            fingerprint = "platform " + Loader.getPlatform() + ", natives " + natives() + ", cpu " + processor() + ", " + extensions();
        }
        return fingerprint;
    }

    private static String natives() {
        // The holder is filled when ND4J starts.
        Nd4j.getExecutioner();
        String library = Loader.load(NativeOpsHolder.getInstance().getDeviceNativeOps().getClass());
        Matcher name = NATIVES.matcher(library == null ? "" : library.replace('\\', '/'));
        return name.find() ? name.group(1) : "unknown";
    }

    /** Vendor, family, model and cache: the libraries choose kernels and block sizes by them. */
    private static String processor() {
        return cpuLine("vendor_id").orElse(System.getProperty("os.arch")) + cpuLine("cpu family").map(family -> " family " + family).orElse("")
                + cpuLine("model\t").map(model -> " model " + model).orElse("") + cpuLine("cache size").map(size -> " cache " + size).orElse("");
    }

    private static String extensions() {
        String flags = cpuLine("flags").or(() -> cpuLine("Features")).orElse("");
        TreeSet<String> kernels = new TreeSet<>();
        Arrays.stream(flags.split("\\s+")).filter(flag -> KERNEL_FLAGS.matcher(flag).matches()).forEach(kernels::add);
        return kernels.isEmpty() ? "extensions unknown" : String.join(" ", kernels);
    }

    private static Optional<String> cpuLine(String key) {
        // Not a channel, as Files would open: a task that Spark interrupts closes it, and this JVM would be another machine for good.
        try (InputStream in = new FileInputStream("/proc/cpuinfo")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().filter(line -> line.startsWith(key)).findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip());
        } catch (IOException notLinux) {
            return Optional.empty();
        }
    }
}
