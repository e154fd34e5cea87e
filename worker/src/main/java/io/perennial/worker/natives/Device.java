package io.perennial.worker.natives;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;
import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The GPU that Spark's resource scheduling gave a task. The one place where a network meets CUDA: through ND4J's interface, so the build
 * for the CPU has nothing of CUDA in it, and binds to nothing.
 *
 * @param address as the discovery script named it; null if the task was given none
 */
public record Device(String address) {

    private static final String GPU = "gpu";
    private static final String VISIBLE = "CUDA_VISIBLE_DEVICES";
    private static final Device NONE = new Device(null);

    /**
     * Of the calling thread's task: the first of its GPUs.
     *
     * @return without an address outside of a task, and where {@code spark.task.resource.gpu.amount} is not set
     */
    public static Device ofThisTask() {
        TaskContext task = TaskContext.get();
        ResourceInformation gpus = task == null ? null : task.resourcesJMap().get(GPU);
        return gpus == null || gpus.addresses().length == 0 ? NONE : new Device(gpus.addresses()[0]);
    }

    /**
     * Makes this thread compute here from now on. To be called after {@link Natives#prepare()} and before the thread makes
     * its first array.
     *
     * @throws IllegalStateException if the address is no device of this machine
     */
    public void useOnThisThread() {
        if (address == null) {
            return;
        }
        boolean cuda = Nd4j.getExecutioner().type() == OpExecutioner.ExecutionerType.CUDA;
        if (cuda) {
            use(Nd4j.getAffinityManager(), System.getenv(VISIBLE));
        }
    }

    /** @param visible value of CUDA_VISIBLE_DEVICES; null if it is not set */
    void use(AffinityManager affinity, String visible) {
        int index = index(visible);
        int there = affinity.getNumberOfDevices();
        if (index >= there) {
            throw new IllegalStateException("Spark gave this task the GPU " + address + ", but CUDA sees " + there
                    + " here; let the discovery script print the numbers that nvidia-smi shows, one for each GPU");
        }
        affinity.unsafeSetDevice(index);
    }

    /** CUDA counts the visible devices from 0, whatever numbers or names they have on the machine. */
    int index(String visible) {
        if (visible != null && !visible.isBlank()) {
            List<String> names = Arrays.stream(visible.split(",")).map(String::strip).toList();
            if (names.contains(address)) {
                return names.indexOf(address);
            }
        }
        if (!address.matches("\\d{1,4}")) {
            throw new IllegalStateException("Spark gave this task the GPU \"" + address + "\", which is neither a number nor in " + VISIBLE
                    + "; let the discovery script print the numbers that nvidia-smi shows");
        }
        return Integer.parseInt(address);
    }
}
