package io.perennial.driver.run;

import io.perennial.datasets.Examples;
import io.perennial.driver.job.AggregationName;
import io.perennial.driver.report.Report;
import io.perennial.driver.storage.Attempts;
import io.perennial.driver.storage.Checkpoint;
import io.perennial.driver.storage.CheckpointStore;
import io.perennial.driver.storage.Json;
import io.perennial.driver.storage.RunDirectory;
import io.perennial.driver.storage.RunHeldException;
import io.perennial.errors.InputException;
import io.perennial.worker.training.NetworkPlan;
import io.perennial.worker.training.Worker;
import io.perennial.worker.training.WorkerPlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/**
 * One process's work on a run, from taking it over to result.json: sets up what the {@link RoundLoop} needs, and takes it away
 * again. Everything it keeps in Spark or in this JVM carries an id of its own, so runs side by side do not meet.
 */
final class RunSession implements AutoCloseable {

    private final ReadyRun ready;
    private final JavaSparkContext spark;
    private final RunListener listener;
    private final StopSignal stop;
    private final RunDirectory directory;
    /** Unlike the directory's name, different for each attempt: executors may still hold what an earlier one left. */
    private final String id = UUID.randomUUID().toString();
    private final LostExecutors lost;
    private final Attempts attempts;
    private final List<Broadcast<?>> broadcasts = new ArrayList<>();
    private final List<JavaRDD<?>> cached = new ArrayList<>();
    /** Null until the run is ours: nothing may be written before. */
    private Attempts.Attempt attempt;
    private ShardRdds rdds;
    private Placement placement;
    private Integer resumedFrom;
    private RunState reached;

    RunSession(ReadyRun ready, JavaSparkContext spark, RunListener listener, StopSignal stop) {
        this.ready = ready;
        this.spark = spark;
        this.listener = listener;
        this.stop = stop;
        this.directory = ready.runDirectory();
        this.attempts = new Attempts(directory);
        this.lost = new LostExecutors(listener);
        spark.sc().addSparkListener(lost);
    }

    RunResult run() {
        HostContext.check(spark.getConf());
        warnOfSharedCores();
        try {
            attempt = attempts.begin();
            RunResult done = directory.hasResult() ? ResultFile.read(directory) : null;
            if (done != null && done.status() == RunResult.Status.DONE) {
                // Another process ended it after this one had looked.
                return done;
            }
            if (!directory.hasRun()) {
                directory.write(directory.job(), ready.job().toYaml());
            }
            RunResult result = train();
            writeResult(result);
            return result;
        } catch (RunHeldException | InputException e) {
            throw e;
        } catch (InterruptedException e) {
            RunGroup.ofThisThread(spark, id).cancel();
            Thread.currentThread().interrupt();
            throw failed("the thread that runs the rounds was interrupted", e);
        } catch (IOException e) {
            throw failed("cannot read or write " + directory.shown(), e);
        } catch (Exception e) {
            // Not only RuntimeException: Scala throws its SparkException undeclared.
            throw failed("the run failed", e);
        }
    }

    private void warnOfSharedCores() {
        int cpus = spark.getConf().getInt("spark.task.cpus", 1);
        if (cpus < ready.job().threads()) {
            listener.warning("spark.task.cpus is " + cpus + ", the job's workers use " + ready.job().threads() + " threads each: cores are shared");
        }
    }

    private RunResult train() throws IOException, InterruptedException {
        Checkpoint checkpoint = newestCheckpoint();
        resumedFrom = checkpoint == null ? null : checkpoint.manifest().round();
        reached = checkpoint == null ? RunState.initial(ready.initialParameters(), ready.plan().driverVectors())
                : Checkpoints.state(checkpoint);
        Slots slots = new Slots(spark);
        int found = slots.await(ready.plan().workers(), ready.job().slotsTimeout(), listener, stop);
        if (found == 0) {
            return stoppedBeforeTheFirstExecutor();
        }
        Broadcast<SerializableConfiguration> hadoop = broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
        rdds = new ShardRdds(spark, hadoop);
        placement = new Placement(rdds, ready.plan().trainShards(), slots, lost, listener);
        placement.place();
        warnIfElsewhere(checkpoint);
        if (ready.original() != null) {
            ready.original().machineWarnings(placement.machine()).forEach(listener::warning);
        }

        attempts.checkOwned(attempt);
        if (!directory.files().exists(directory.provenance())) {
            Json.write(directory.files(), directory.provenance(), Provenance.of(ready, spark.version(), placement.machine()));
        }
        directory.files().delete(directory.result(), false);
        directory.files().delete(directory.report(), false);
        directory.forgetMetricsAfter(reached.round());

        NetworkPlan network = new NetworkPlan(id, ready.model(), ready.data().classes().size(), ready.data().normalization(),
                ready.job().threads(), placement.machine());
        WorkerPlan worker = JobPlans.worker(ready.job(), ready.objective(), network, ready.plan());
        JavaRDD<Examples> test = rdds.create("perennial test shards", ready.plan().testShards());
        cached.add(test);
        Evaluator evaluator = new Evaluator(test, broadcast(network), ready.data().classes());
        Checkpoints checkpoints = new Checkpoints(ready, directory, attempts, attempt, placement.machine(), new Replicas(spark, hadoop), listener);
        listener.started(new RunStart(directory.shown(), ready.plan().layout().length(), ready.plan().workers(), found,
                ready.data().train().size(), ready.data().test().size(), ready.plan().stepsPerEpoch(), ready.plan().localSteps(), ready.plan().rounds(),
                reached.round() + 1, (long) ready.plan().workers() * ready.job().batchSize() * ready.plan().localSteps()));
        Broadcast<WorkerPlan> workerBroadcast = broadcast(worker);
        RoundLoop loop = new RoundLoop(spark, ready, workerBroadcast, worker, aggregation(workerBroadcast), placement, evaluator, checkpoints, listener, stop, id);
        try {
            return loop.run(reached, checkpoint, resumedFrom);
        } finally {
            reached = loop.state();
        }
    }

    private Aggregation aggregation(Broadcast<WorkerPlan> worker) {
        RunPlan plan = ready.plan();
        long delta = plan.deltaCodec().maxDeltaBytes(plan.layout().length());
        boolean slices = Aggregation.inSlices(ready.job().aggregation(), plan.workers(), delta, Runtime.getRuntime().maxMemory(),
                Aggregation.mostResult(spark.getConf()));
        if (slices && ready.job().aggregation() == AggregationName.AUTO) {
            listener.note("deltas of " + plan.workers() + " workers take up to " + (plan.workers() * delta >> 20)
                    + " MiB, too much for the driver: they are averaged in slices on the executors");
        }
        return slices ? SlicedAggregation.of(worker, plan.layout(), plan.workers()) : new Aggregation.OnDriver(plan.deltaCodec());
    }

    private Checkpoint newestCheckpoint() throws IOException {
        CheckpointStore store = new CheckpointStore(directory);
        if (store.rounds().isEmpty()) {
            return null;
        }
        Checkpoint checkpoint = store.newestWhole(listener::warning).orElse(null);
        if (checkpoint != null) {
            checkBelongs(checkpoint);
        } else {
            listener.warning("no checkpoint in " + directory.shown() + " is whole: the run starts from the beginning");
        }
        return checkpoint;
    }

    private void checkBelongs(Checkpoint checkpoint) {
        int parameters = checkpoint.model().parameters().length;
        int replicas = checkpoint.manifest().replicas().size();
        if (parameters != ready.plan().layout().length() || replicas != ready.plan().workers()) {
            throw new InputException("the checkpoint " + checkpoint.directory() + " has " + parameters + " parameters and " + replicas + " workers, the run "
                    + ready.plan().layout().length() + " and " + ready.plan().workers() + ": it belongs to another run; remove it, or start a new run");
        }
    }

    private void warnIfElsewhere(Checkpoint checkpoint) {
        if (checkpoint != null && !placement.machine().equals(checkpoint.manifest().machine())) {
            listener.warning("the checkpoint was written on [" + checkpoint.manifest().machine() + "], this is [" + placement.machine()
                    + "]: the last bits may differ from those of an undisturbed run");
        }
    }

    private RunResult stoppedBeforeTheFirstExecutor() {
        return result(RunResult.Status.STOPPED, null);
    }

    private void writeResult(RunResult result) throws IOException {
        attempts.checkOwned(attempt);
        if (result.status() == RunResult.Status.DONE) {
            directory.joinMetrics();
        }
        writeReport(result);
        Json.write(directory.files(), directory.result(), ResultJson.of(result));
        if (result.status() == RunResult.Status.DONE) {
            directory.forgetMetricsParts();
        }
    }

    /** The result tells a scheduler that all is there, so the report comes before it; a run is no worse for the lack of one. */
    private void writeReport(RunResult result) {
        try {
            directory.write(directory.report(), Report.of(directory, Json.tree(ResultJson.of(result))));
        } catch (IOException | RuntimeException e) {
            listener.warning("report.html was not written (" + e.getMessage() + "); perennial report " + directory.shown() + " tries again");
        }
    }

    private RunFailedException failed(String doing, Exception cause) {
        RunFailedException failure = cause instanceof RunFailedException known ? known : SparkFailures.explain(doing, cause);
        try {
            if (attempt != null) {
                writeResult(result(RunResult.Status.FAILED, failure.getMessage()));
            }
        } catch (IOException unwritable) {
            failure.addSuppressed(unwritable);
        }
        return failure;
    }

    /** Of a run that ended before or outside its rounds. */
    private RunResult result(RunResult.Status status, String message) {
        RunState last = reached == null ? RunState.initial(new float[0], List.of()) : reached;
        return new RunResult(status, directory.shown(), ready.model().name(), ready.plan().workers(), last.round(), last.examples(),
                Double.NaN, Double.NaN, last.bytes(), last.evaluation(), null, ready.job().seed(), resumedFrom, message);
    }

    private <T> Broadcast<T> broadcast(T value) {
        Broadcast<T> made = spark.broadcast(value);
        broadcasts.add(made);
        return made;
    }

    @Override
    public void close() {
        if (attempt != null) {
            attempts.end();
        }
        Worker.release(id);
        if (!spark.sc().isStopped()) {
            spark.sc().removeSparkListener(lost);
            cached.forEach(rdd -> rdd.unpersist(false));
            broadcasts.forEach(Broadcast::destroy);
            if (placement != null) {
                placement.close();
            }
            if (rdds != null) {
                rdds.close();
            }
        }
    }
}
