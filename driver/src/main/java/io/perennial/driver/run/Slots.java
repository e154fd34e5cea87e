package io.perennial.driver.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.status.api.v1.ExecutorSummary;
import scala.collection.JavaConverters;

/** How many tasks the cluster runs at once, and on how many executors. */
public final class Slots {

    private static final long POLL_MILLIS = 100;

    private final JavaSparkContext spark;

    public Slots(JavaSparkContext spark) {
        this.spark = spark;
    }

    /** Tasks that can run at once now. */
    public int count() {
        return executors().stream().mapToInt(ExecutorSummary::maxTasks).sum();
    }

    /** Ids of the executors that run tasks now. */
    Set<String> executorIds() {
        return executors().stream().map(ExecutorSummary::id).collect(Collectors.toSet());
    }

    /** Slots that Spark was asked for, where its settings say; more will not come. */
    private int askedFor() {
        SparkConf conf = spark.getConf();
        int cpus = conf.getInt("spark.task.cpus", 1);
        int cores = conf.getInt("spark.cores.max", Integer.MAX_VALUE);
        int executors = conf.getInt("spark.executor.instances", 0);
        if (executors > 0 && !conf.getBoolean("spark.dynamicAllocation.enabled", false)) {
            cores = (int) Math.min(cores, (long) executors * conf.getInt("spark.executor.cores", 1));
        }
        return Math.max(1, cores / cpus);
    }

    /**
     * Waits for the wanted slots: a standalone cluster starts before all its executors have registered, and a shard that is cached
     * on the few that have stays there.
     *
     * @return the slots there are then, maybe fewer or more
     * @throws IllegalStateException if there is none in time, or Spark gave the application up, as a standalone master does when executors cannot be launched
     */
    public int await(int wanted, int timeoutSeconds, RunListener listener, StopSignal stop) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(timeoutSeconds);
        boolean told = false;
        int found = count();
        int enough = Math.min(wanted, askedFor());
        while (found < enough && System.nanoTime() < deadline && !stop.requested() && !isLocal() && !spark.sc().isStopped()) {
            if (!told) {
                listener.note("waiting up to " + timeoutSeconds + " s for " + enough + " slots, " + found + " there now");
                told = true;
            }
            Thread.sleep(POLL_MILLIS);
            found = count();
        }
        if (spark.sc().isStopped() && !stop.requested()) {
            throw new IllegalStateException("Spark gave the application up at " + spark.master() + " before " + enough + " slots were there"
                    + "; the lines above and the master's log say why");
        }
        if (found == 0 && !stop.requested()) {
            throw new IllegalStateException("no executor registered within " + timeoutSeconds + " s at " + spark.master()
                    + "; check that the cluster has free cores and memory for one executor and that its JVM starts (stderr in the workers' folders), or raise slotsTimeout");
        }
        if (found < wanted && !stop.requested()) {
            listener.warning(wanted + " workers on " + found + " slots: they train in waves, one after another; results are the same, "
                    + "rounds take " + ((wanted + found - 1) / found) + " times as long");
        }
        return found;
    }

    /** A local master has all its slots from the start and no more later. */
    private boolean isLocal() {
        return spark.isLocal();
    }

    private List<ExecutorSummary> executors() {
        List<ExecutorSummary> running = new ArrayList<>();
        for (ExecutorSummary executor : JavaConverters.seqAsJavaList(spark.sc().statusStore().executorList(true))) {
            if (executor.maxTasks() > 0) {
                running.add(executor);
            }
        }
        return running;
    }
}
