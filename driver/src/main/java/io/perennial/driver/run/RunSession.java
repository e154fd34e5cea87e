package io.perennial.driver.run;

import io.perennial.checksum.Sha256;
import io.perennial.datasets.Examples;
import io.perennial.driver.report.Report;
import io.perennial.driver.storage.Attempts;
import io.perennial.driver.storage.Checkpoint;
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
 * One process's work on a run, from the first executor to result.json: sets up what the {@link RoundLoop} needs, and takes it
 * away again. Everything it keeps in Spark or in this JVM carries an id of its own, so runs side by side do not meet.
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
    private final List<Broadcast<?>> broadcasts = new ArrayList<>();
    private final List<JavaRDD<?>> cached = new ArrayList<>();

    RunSession(ReadyRun ready, JavaSparkContext spark, RunListener listener, StopSignal stop) {
        this.ready = ready;
        this.spark = spark;
        this.listener = listener;
        this.stop = stop;
        this.directory = ready.runDirectory();
        this.lost = new LostExecutors(listener);
        spark.sc().addSparkListener(lost);
    }

    RunResult run() {
        try {
            if (!directory.hasRun()) {
                directory.write(directory.job(), ready.job().toYaml());
            }
            RunResult result = train();
            writeResult(result);
            return result;
        } catch (RunHeldException | InputException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("the thread that runs the rounds was interrupted", e);
        } catch (IOException e) {
            throw failed("cannot read or write " + directory.shown(), e);
        } catch (Exception e) {
            // Not only RuntimeException: Scala throws its SparkException undeclared.
            throw failed("the run failed", e);
        }
    }

    private RunResult train() throws IOException, InterruptedException {
        Checkpoint checkpoint = ready.checkpoint();
        Slots slots = new Slots(spark);
        int found = slots.await(ready.plan().workers(), ready.job().slotsTimeout(), listener, stop);

        Broadcast<SerializableConfiguration> hadoop = broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
        Placement placement = new Placement(new ShardRdds(spark, hadoop), ready.plan().trainShards(), slots, lost, listener);
        placement.place();
        warnIfElsewhere(placement.machine(), checkpoint);
        if (ready.original() != null) {
            ready.original().machineWarnings(placement.machine()).forEach(listener::warning);
        }

        Integer resumedFrom = checkpoint == null ? null : checkpoint.manifest().round();
        int attempt = new Attempts(directory).begin(placement.machine(), resumedFrom);
        NetworkPlan network = new NetworkPlan(id, ready.model(), ready.data().classes().size(), ready.data().normalization(),
                ready.job().threads(), placement.machine());
        WorkerPlan worker = JobPlans.worker(ready.job(), network, ready.plan());
        if (checkpoint == null) {
            Json.write(directory.files(), directory.provenance(), Provenance.of(ready.job(), ready.data().manifest(), ready.dataSha256(),
                    ready.model().name(), Sha256.hex(ready.model().configuration()),
                    ready.plan().layout(), spark.version(), placement.machine(), ready.original()));
        }
        directory.files().delete(directory.result(), false);
        directory.files().delete(directory.report(), false);
        directory.forgetMetricsAfter(resumedFrom == null ? 0 : resumedFrom);

        JavaRDD<Examples> test = new ShardRdds(spark, hadoop).create("perennial test shards", ready.plan().testShards());
        cached.add(test);
        Evaluator evaluator = new Evaluator(test, broadcast(network), ready.data().classes());
        Checkpoints checkpoints = new Checkpoints(ready, directory, attempt, placement.machine(), new Replicas(spark, hadoop), listener);
        RunState state = checkpoint == null ? RunState.initial(ready.initialParameters(), ready.plan().outer().stateNames())
                : Checkpoints.state(checkpoint);
        listener.started(new RunStart(directory.shown(), ready.plan().layout().length(), ready.plan().workers(), found,
                ready.data().train().size(), ready.data().test().size(), ready.plan().stepsPerEpoch(), ready.plan().rounds(),
                state.round() + 1, (long) ready.plan().workers() * ready.job().batchSize() * ready.plan().localSteps()));
        try {
            return new RoundLoop(spark, ready, broadcast(worker), worker, placement, evaluator, checkpoints, listener, stop, id)
                    .run(state, checkpoint, resumedFrom);
        } finally {
            if (!spark.sc().isStopped()) {
                placement.close();
            }
        }
    }

    private void warnIfElsewhere(String machine, Checkpoint checkpoint) {
        if (checkpoint != null && !machine.equals(checkpoint.manifest().machine())) {
            listener.warning("the checkpoint was written on [" + checkpoint.manifest().machine() + "], this is [" + machine
                    + "]: the last bits may differ from those of an undisturbed run");
        }
    }

    private void writeResult(RunResult result) throws IOException {
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
            Json.write(directory.files(), directory.result(), ResultJson.of(new RunResult(RunResult.Status.FAILED, directory.shown(),
                    ready.model().name(), ready.plan().workers(), 0, 0, Double.NaN, Double.NaN, new RoundReport.Bytes(0, 0), null, null,
                    ready.job().seed(), null, failure.getMessage())));
        } catch (IOException unwritable) {
            failure.addSuppressed(unwritable);
        }
        return failure;
    }

    private <T> Broadcast<T> broadcast(T value) {
        Broadcast<T> made = spark.broadcast(value);
        broadcasts.add(made);
        return made;
    }

    @Override
    public void close() {
        Worker.release(id);
        if (!spark.sc().isStopped()) {
            spark.sc().removeSparkListener(lost);
            cached.forEach(rdd -> rdd.unpersist(false));
            broadcasts.forEach(Broadcast::destroy);
        }
    }
}
