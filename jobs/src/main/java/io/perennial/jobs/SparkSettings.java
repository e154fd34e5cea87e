package io.perennial.jobs;

import io.perennial.driver.job.Job;
import io.perennial.driver.job.RefreshJob;
import io.perennial.errors.InputException;

import org.apache.spark.SparkConf;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Spark configuration of a job, made from what spark-submit or the user set. What they set stays, but for the threads, which are part
 * of the job, and the serializer:
 * <ul>
 * <li>master: spark-submit's {@code --master}, else the job's, else {@code local[workers]} with at most the cores here. SparkSubmit says
 *     {@code local[*]} when nobody named a master, so that value counts as none.</li>
 * <li>{@code spark.executorEnv.OMP_NUM_THREADS} is the job's threads: OpenMP reads its environment once, when the natives load, and would
 *     otherwise take all cores for each of the tasks that share them.</li>
 * <li>{@code spark.executorEnv.OMP_WAIT_POLICY=PASSIVE}: idle OpenMP threads spin by default, which collapses throughput where tasks share
 *     cores.</li>
 * <li>{@code spark.executor.extraJavaOptions} gets {@link NativeOptions#PROPERTIES} at its end.</li>
 * <li>{@code spark.task.cpus} is the job's threads, so Spark never puts more workers on an executor than it has cores for.</li>
 * <li>{@code spark.serializer} is Java's, even where a cluster's defaults say Kryo, which cannot read Java records. What a run serializes
 *     are a few objects around plain arrays.</li>
 * <li>{@code spark.task.resource.gpu.amount=1} where executors have GPUs ({@code spark.executor.resource.gpu.amount}): a replica has one for
 *     itself.</li>
 * <li>{@code spark.broadcast.compress=false}: trained parameters are noise to a compressor, it only costs time in every round.</li>
 * <li>{@code spark.ui.showConsoleProgress=false}: Spark's progress bar would write over ours.</li>
 * </ul>
 * Nothing else is touched.
 */
final class SparkSettings {

    private static final String SUBMIT_DEFAULT_MASTER = "local[*]";
    private static final String EXECUTOR_OPTIONS = "spark.executor.extraJavaOptions";
    private static final Pattern LOCAL = Pattern.compile("local(?:\\[(\\d+|\\*)(?:,\\s*\\d+)?])?");

    private final SparkConf submitted;
    private final int cores;

    /**
     * Starts from a configuration.
     *
     * @param submitted what spark-submit and the user set
     * @param cores     processors of this machine
     */
    SparkSettings(SparkConf submitted, int cores) {
        this.submitted = submitted;
        this.cores = cores;
    }

    /** What this JVM was started with. */
    static SparkSettings ofThisJvm() {
        return new SparkSettings(new SparkConf(), Runtime.getRuntime().availableProcessors());
    }

    /**
     * Of a training job.
     *
     * @throws InputException if a local master has fewer cores than one worker needs threads
     */
    SparkConf of(Job job) {
        return of("perennial train " + job.name(), job.workers(), job.threads(), job.master());
    }

    /**
     * Of a refresh job.
     *
     * @throws InputException if a local master has fewer cores than one worker needs threads
     */
    SparkConf of(RefreshJob job) {
        return of("perennial refresh " + job.name(), job.workers(), job.threads(), job.master());
    }

    private SparkConf of(String name, int workers, int threads, Optional<String> jobsMaster) {
        SparkConf conf = of(name, threads);
        conf.setMaster(master(workers, threads, jobsMaster));
        refuseTooFewCores(conf.get("spark.master"), Integer.parseInt(conf.get("spark.task.cpus")));
        return conf;
    }

    /** Of work that is no job and needs no certain number of slots: all cores here unless spark-submit named a master. */
    SparkConf of(String name) {
        SparkConf conf = of("perennial " + name, 1);
        conf.setIfMissing("spark.master", SUBMIT_DEFAULT_MASTER);
        return conf;
    }

    private SparkConf of(String name, int threads) {
        SparkConf conf = submitted.clone();
        // SparkSubmit names an application after its main class when nobody named it
        if (conf.get("spark.app.name", Main.class.getName()).equals(Main.class.getName())) {
            conf.setAppName(name);
        }
        conf.set("spark.executorEnv.OMP_NUM_THREADS", Integer.toString(threads));
        conf.setIfMissing("spark.executorEnv.OMP_WAIT_POLICY", "PASSIVE");
        conf.set(EXECUTOR_OPTIONS, withNativeOptions(conf.get(EXECUTOR_OPTIONS, "")));
        conf.setIfMissing("spark.task.cpus", Integer.toString(threads));
        conf.set("spark.serializer", "org.apache.spark.serializer.JavaSerializer");
        if (conf.contains("spark.executor.resource.gpu.amount")) {
            conf.setIfMissing("spark.task.resource.gpu.amount", "1");
        }
        conf.setIfMissing("spark.broadcast.compress", "false");
        conf.setIfMissing("spark.ui.showConsoleProgress", "false");
        return conf;
    }

    private String master(int workers, int threads, Optional<String> jobsMaster) {
        String fromSubmit = submitted.get("spark.master", SUBMIT_DEFAULT_MASTER);
        if (!fromSubmit.equals(SUBMIT_DEFAULT_MASTER)) {
            return fromSubmit;
        }
        return jobsMaster.orElseGet(() -> {
            long wanted = (long) workers * threads;
            return "local[" + Math.max(threads, Math.min(wanted, cores)) + "]";
        });
    }

    private static String withNativeOptions(String options) {
        StringBuilder all = new StringBuilder(options.strip());
        NativeOptions.PROPERTIES.forEach((key, value) -> {
            // the last of two -D counts, so ours must not follow the user's
            if (!options.contains("-D" + key + "=")) {
                all.append(all.isEmpty() ? "" : " ").append("-D").append(key).append('=').append(value);
            }
        });
        return all.toString();
    }

    private void refuseTooFewCores(String master, int taskCores) {
        Matcher local = LOCAL.matcher(master);
        if (!local.matches()) {
            return;
        }
        String named = local.group(1) == null ? "1" : local.group(1);
        int slots = named.equals("*") ? cores : Integer.parseInt(named);
        if (slots < taskCores) {
            throw new InputException("master: found " + master + ", which has " + slots + " cores, but a worker needs " + taskCores
                    + " (threads, or spark.task.cpus); set master to local[" + taskCores + "] or more, or threads to at most " + slots);
        }
    }
}
