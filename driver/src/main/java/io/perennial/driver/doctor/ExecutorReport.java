package io.perennial.driver.doctor;

import io.perennial.worker.natives.Machine;
import io.perennial.worker.natives.Natives;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;

/**
 * What a task says of its executor.
 *
 * @param executor Spark's id
 * @param java     version
 * @param machine  fingerprint; null if natives do not load
 * @param failure  why they do not; else null
 * @param warnings of the natives' settings
 * @param memory   of its JVM
 * @param gpus     addresses of the GPUs that this task was given
 */
record ExecutorReport(String executor, String java, String machine, String failure, List<String> warnings, ProcessMemory memory,
                      List<String> gpus) implements Serializable {

    static ExecutorReport here() {
        List<String> gpus = new ArrayList<>();
        var resource = TaskContext.get().resourcesJMap().get("gpu");
        if (resource != null) {
            gpus.addAll(List.of(resource.addresses()));
        }
        String machine = null;
        String failure = null;
        List<String> warnings = List.of();
        try {
            warnings = List.copyOf(Natives.prepare());
            machine = Machine.fingerprint();
        } catch (RuntimeException | LinkageError e) {
            failure = String.valueOf(e.getMessage()).lines().findFirst().orElse(e.getClass().getSimpleName());
        }
        return new ExecutorReport(SparkEnv.get().executorId(), System.getProperty("java.version"), machine, failure, warnings, ProcessMemory.here(), gpus);
    }
}
