package io.perennial.driver.run;

import io.perennial.checksum.Sha256;
import io.perennial.driver.job.FinalStatistics;
import io.perennial.driver.storage.Checkpoint;
import io.perennial.worker.codec.Encoded;
import io.perennial.worker.codec.Stretches;
import io.perennial.worker.training.LocalResult;
import io.perennial.worker.training.Replica;
import io.perennial.worker.training.RoundPlan;
import io.perennial.worker.training.Trained;
import io.perennial.worker.training.WorkerPlan;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;

/**
 * The rounds of a run:
 *
 * <pre>
 * start    = broadcast(parameters)
 * trained  = shards zip replicas -> local steps from start -> (replica', delta, examples, loss)   [cached]
 * mean     = mean of the deltas, weighted by examples, summed in the order of the shards
 * parameters = outer optimizer(parameters, mean)
 * replicas = trained.replica'
 * </pre>
 *
 * Replicas stay on the executors and are rebuilt by Spark from their lineage when one is lost; the lineage is cut at a checkpoint
 * before it grows long. Nothing here depends on where a task ran, how often, or when.
 */
final class RoundLoop {

    /** Rounds between two cuts at most: what a task carries, and what a lost replica costs, grows with each. */
    private static final int CUT_ROUNDS = 20;
    /** Parameters broadcast between two cuts at most, bytes: all of them stay until the cut. */
    private static final long CUT_BYTES = 256L << 20;
    /** A mean loss of so many times that of guessing, or of the first local step if that is more, is divergence, even if it is still a number. */
    private static final double DIVERGED_LOSS = 4;

    private final JavaSparkContext spark;
    private final ReadyRun ready;
    private final RunPlan plan;
    private final Broadcast<WorkerPlan> workerBroadcast;
    private final WorkerPlan worker;
    private final Aggregation aggregation;
    private final Placement placement;
    private final Evaluator evaluator;
    private final Checkpoints checkpoints;
    private final RunListener listener;
    private final StopSignal stop;
    private final RunGroup group;

    private final Generations generations = new Generations();
    private RunState state;
    private JavaRDD<Replica> replicas;
    /** State of the last checkpoint: there is nothing new to write while the run stands there. */
    private int checkpointed;
    private boolean cutSoon;
    private List<LocalResult> lastResults = List.of();
    /** The round that is being computed; null between rounds. */
    private JavaRDD<Trained> current;
    /** The next round's start; null before the first. */
    private Broadcast<byte[]> start;
    private double publishSeconds;

    RoundLoop(JavaSparkContext spark, ReadyRun ready, Broadcast<WorkerPlan> workerBroadcast, WorkerPlan worker, Aggregation aggregation,
              Placement placement, Evaluator evaluator, Checkpoints checkpoints, RunListener listener, StopSignal stop, String runId) {
        this.spark = spark;
        this.ready = ready;
        this.plan = ready.plan();
        this.workerBroadcast = workerBroadcast;
        this.worker = worker;
        this.aggregation = aggregation;
        this.placement = placement;
        this.evaluator = evaluator;
        this.checkpoints = checkpoints;
        this.listener = listener;
        this.stop = stop;
        this.group = RunGroup.ofThisThread(spark, runId);
    }

    /** What the last whole round left. */
    RunState state() {
        return state;
    }

    /**
     * Runs from a state to the end, a stop or divergence.
     *
     * @param checkpoint  what the state was read from; null at the beginning
     * @param resumedFrom its round, for the result
     */
    RunResult run(RunState from, Checkpoint checkpoint, Integer resumedFrom) throws IOException, InterruptedException {
        state = from;
        checkpointed = checkpoint == null ? -1 : from.round();
        replicas = checkpoints.replicas(checkpoint, worker.replicaVectors());
        long began = System.nanoTime();
        long examplesBefore = state.examples();
        RunResult.Status status = RunResult.Status.DONE;
        String message = null;
        Runnable cancel = group::cancel;
        stop.onRequest(cancel);
        try (JobLabels labels = new JobLabels(spark)) {
            publish();
            while (state.round() < plan.rounds() && status == RunResult.Status.DONE) {
                if (stop.requested() || !round()) {
                    status = stop.requested() ? RunResult.Status.STOPPED : RunResult.Status.DIVERGED;
                }
            }
            if (checkpointed != state.round()) {
                checkpoint();
            }
            if (status == RunResult.Status.DONE) {
                finish();
                checkpoints.writeModel(state);
            } else if (status == RunResult.Status.DIVERGED) {
                message = divergenceMessage();
            }
        } finally {
            // A context that was stopped under the run has freed everything, and would hide the reason behind a failure of its own.
            stop.forget(cancel);
            if (!spark.sc().isStopped()) {
                generations.clear();
                if (current != null) {
                    current.unpersist(false);
                }
                if (start != null) {
                    start.destroy();
                }
            }
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        return new RunResult(status, ready.directory(), ready.model().name(), plan.workers(), state.round(), state.examples(),
                (state.examples() - examplesBefore) / seconds, seconds, state.bytes(), state.evaluation(), Sha256.hex(state.parameters()),
                ready.job().seed(), resumedFrom, message);
    }

    /** @return false if the round was cancelled by a stop or diverged; the state is then still that of the round before */
    private boolean round() throws IOException, InterruptedException {
        long began = System.nanoTime();
        RoundPlan round = new RoundPlan(state.round() + 1, state.step(), plan.stepsFrom(state.step()));
        TrainRound task = new TrainRound(workerBroadcast, start, state.parameters().length, round);
        JavaRDD<Trained> trained = placement.shards()
                .zipPartitions(replicas, task)
                .setName("perennial round " + round.round())
                .persist(StorageLevel.MEMORY_AND_DISK());
        current = trained;
        List<LocalResult> results = job(round, "local steps", () -> stop.requested() ? null : trained.map(aggregation.told()).collect());
        task.roundDone();
        if (results == null) {
            return false;
        }
        double roundTrip = secondsSince(began);

        long aggregateBegan = System.nanoTime();
        double loss = results.stream().mapToDouble(LocalResult::lossSum).sum() / results.stream().mapToLong(LocalResult::examples).sum();
        Average next = diverged(results, loss) ? null : average(trained, results, round);
        if (next == null) {
            return false;
        }
        double aggregate = secondsSince(aggregateBegan);

        long up = aggregation.bytesUp(results);
        long down = (long) start.value().length * plan.workers();
        current = null;
        generations.add(trained, start, start.value().length);
        replicas = trained.map(Trained::replica);
        if (lastResults.isEmpty()) {
            tellDevices(results);
        }
        lastResults = results;
        state = new RunState(round.round(), round.firstStep() + round.steps(),
                state.examples() + results.stream().mapToLong(LocalResult::examples).sum(),
                new RoundReport.Bytes(state.bytes().down() + down, state.bytes().up() + up), next.parameters(), next.vectors(), state.evaluation(), firstLoss(results));
        double broadcast = publishSeconds;
        publish();
        // What a checkpoint of this round holds, and not again when a resumed run publishes it anew.
        Map<String, float[]> vectors = new TreeMap<>(state.vectors());
        plan.finalModel().collect(state.round(), state.parameters(), vectors);
        state = state.with(state.parameters(), vectors);

        Evaluation evaluation = null;
        if (isDue(ready.job().evaluateEvery()) || ready.job().evaluateEvery() > 0 && state.round() == plan.rounds()) {
            evaluation = evaluate();
            state = state.with(evaluation);
        }
        double compute = results.stream().mapToDouble(LocalResult::seconds).max().orElse(0);
        RoundReport report = new RoundReport(round.round(), (double) state.step() / plan.stepsPerEpoch(), state.examples(), loss,
                worker.learningRate(state.step() - 1),
                new RoundReport.Seconds(compute, aggregate, broadcast, Math.max(0, roundTrip - compute)), new RoundReport.Bytes(down, up), evaluation);
        checkpoints.record(report);
        listener.roundDone(report);
        cutSoon |= placement.executorLost();
        if (isDue(ready.job().checkpointEvery()) || generations.rounds() >= CUT_ROUNDS || generations.bytes() >= CUT_BYTES || cutSoon) {
            checkpoint();
        }
        return true;
    }

    /** Where Spark hands out GPUs: which worker has which, in the first round of this process. */
    private void tellDevices(List<LocalResult> results) {
        List<String> devices = results.stream().filter(result -> result.device() != null)
                .map(result -> "worker " + result.shard() + " on GPU " + result.device() + " of executor " + result.executor()).toList();
        if (!devices.isEmpty()) {
            listener.note(String.join(", ", devices));
        }
    }

    /** @return what the job of a round gives, or null if a stop cancelled the round */
    private <T> T job(RoundPlan round, String what, Supplier<T> work) throws InterruptedException {
        group.enter("perennial " + ready.job().name() + ": round " + round.round() + " of " + plan.rounds() + ", " + what);
        try {
            return work.get();
        } catch (Exception e) {
            // Not only RuntimeException: Scala throws its SparkException and InterruptedException undeclared.
            if (e instanceof InterruptedException interrupted) {
                throw interrupted;
            }
            if (group.cancelledByHost(e)) {
                stop.request("cancelled");
            }
            if (stop.requested()) {
                return null;
            }
            throw SparkFailures.explain("round " + round.round() + " failed", e);
        } finally {
            group.leave();
        }
    }

    /** What a round makes of the driver's vectors. */
    private record Average(float[] parameters, Map<String, float[]> vectors) {
    }

    /** @return null if a parameter is no longer a finite number, or a stop cancelled the round */
    private Average average(JavaRDD<Trained> trained, List<LocalResult> results, RoundPlan round) throws InterruptedException {
        double[] mean = job(round, "average", () -> aggregation.mean(trained, results, start, state.parameters()));
        if (mean == null) {
            return null;
        }
        Map<String, float[]> vectors = new TreeMap<>(state.vectors());
        long last = state.step() + plan.stepsFrom(state.step()) - 1;
        float[] next = plan.outer().step(plan.layout(), state.parameters(), mean, vectors, worker.learningRate(last));
        AtomicBoolean finite = new AtomicBoolean(true);
        Stretches.each(0, next.length, (from, to) -> {
            for (int i = from; i < to; i++) {
                if (!Float.isFinite(next[i])) {
                    finite.set(false);
                    return;
                }
            }
        });
        return finite.get() ? new Average(next, vectors) : null;
    }

    private boolean diverged(List<LocalResult> results, double loss) {
        double usual = Math.max(Math.log(ready.data().classes().size()), firstLoss(results));
        return results.stream().anyMatch(LocalResult::diverged) || !(loss < DIVERGED_LOSS * usual);
    }

    /** Of the run's first local step: what an untrained network's loss is. */
    private double firstLoss(List<LocalResult> results) {
        return Double.isNaN(state.firstLoss()) ? results.stream().mapToDouble(LocalResult::firstLoss).average().orElse(Double.NaN) : state.firstLoss();
    }

    private String divergenceMessage() {
        return "diverged in round " + (state.round() + 1) + ": the loss is no longer a useful number; the checkpoint of round " + state.round()
                + " is the last good one. Try a lower inner.learningRate (now " + ready.job().innerLearningRate()
                + "), schedule.warmup, or inner.clipNorm";
    }

    /** From the last round's parameters to the finished model's, evaluated. */
    private void finish() {
        float[] last = state.parameters();
        float[] parameters = plan.finalModel().parameters(state);
        if (ready.job().finalStatistics() == FinalStatistics.RECOMPUTED) {
            spark.setJobDescription("perennial " + ready.job().name() + ": batch norm statistics");
            parameters = StatisticsPass.recompute(spark, worker.network(), plan.layout(), placement.shards(), parameters,
                    worker.augmentation(), ready.job().seed());
        }
        boolean evaluated = state.evaluation() != null && ready.job().evaluateEvery() > 0;
        if (parameters == last && evaluated) {
            return;
        }
        Evaluation lastRounds = state.evaluation();
        state = state.with(parameters, state.vectors());
        spark.setJobDescription("perennial " + ready.job().name() + ": evaluation of the finished model");
        state = state.with(parameters == last ? evaluate() : evaluator.evaluate(parameters));
        if (evaluated) {
            listener.note(String.format(Locale.ROOT, "the last round's parameters: accuracy %.1f%%, the finished model: %.1f%%",
                    100 * lastRounds.accuracy(), 100 * state.evaluation().accuracy()));
        }
    }

    private Evaluation evaluate() {
        spark.setJobDescription("perennial " + ready.job().name() + ": evaluation after round " + state.round());
        return evaluator.evaluate(start, worker.parameterCodec(), state.parameters().length);
    }

    /** Writes a checkpoint and cuts the lineage there. */
    private void checkpoint() throws IOException, InterruptedException {
        spark.setJobDescription("perennial " + ready.job().name() + ": checkpoint of round " + state.round());
        replicas = checkpoints.write(state, replicas);
        generations.clear();
        checkpointed = state.round();
        cutSoon = false;
        if (!lastResults.isEmpty() && state.round() < plan.rounds() && !stop.requested()) {
            placement.rebalance(lastResults);
        }
    }

    /** Broadcasts the parameters: the next round's start, and what an evaluation sees. */
    private void publish() {
        long began = System.nanoTime();
        Encoded encoded = worker.parameterCodec().encodeParameters(state.parameters(), state.vectors());
        Map<String, float[]> vectors = new TreeMap<>(state.vectors());
        vectors.putAll(encoded.state());
        // What the executors will decode is what the run continues from, whatever a codec loses; one that keeps nothing loses nothing.
        boolean lossless = worker.parameterCodec().stateNames().isEmpty();
        state = state.with(lossless ? state.parameters() : worker.parameterCodec().decodeParameters(encoded.bytes(), state.parameters().length), vectors);
        start = null;
        start = spark.broadcast(encoded.bytes());
        publishSeconds = secondsSince(began);
    }

    private boolean isDue(int every) {
        return every > 0 && state.round() % every == 0;
    }

    private static double secondsSince(long began) {
        return (System.nanoTime() - began) / 1e9;
    }
}
