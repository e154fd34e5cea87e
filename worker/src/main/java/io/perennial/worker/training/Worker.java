package io.perennial.worker.training;

import io.perennial.datasets.Examples;
import io.perennial.datasets.TokenExamples;
import io.perennial.worker.codec.Encoded;
import io.perennial.worker.continual.ShardFisher;
import io.perennial.worker.continual.ShardOutputs;
import io.perennial.worker.features.ShardFeatures;
import io.perennial.worker.natives.Machine;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** A worker's part of a round, of an evaluation and of a pass for statistics, as an executor's task runs them. */
public final class Worker {

    private Worker() {
    }

    /**
     * Trains one replica for a round. The task's thread builds batches, the network's thread trains on them.
     *
     * @param examples  the worker's shard
     * @param replica   as the round before left it
     * @param start     the round's start parameters; not changed
     * @param executor  id to report
     * @param cancelled asked before every local step
     * @return fresh arrays only
     * @throws InterruptedException if cancelled
     */
    public static Trained train(WorkerPlan plan, RoundPlan round, Examples examples, Replica replica, float[] start, String executor,
                                BooleanSupplier cancelled) throws InterruptedException, ExecutionException {
        checkMachine(plan.network());
        if (replica.step() != round.firstStep()) {
            throw new IllegalStateException("replica " + replica.shard() + " is at local step " + replica.step() + ", round "
                    + round.round() + " starts at " + round.firstStep());
        }
        long started = System.nanoTime();
        ExampleOrder order = new ExampleOrder(plan.seed(), replica.shard(), examples.size(), plan.batchSize(), plan.stepsPerEpoch(), lengths(plan, examples));
        BatchBuilder builder = BatchBuilder.training(examples, plan);
        BatchFeed feed = new BatchFeed(plan.batchSize(), builder);
        return withNetwork(plan.network(), pooled -> {
            LocalSteps steps = new LocalSteps(plan, replica.shard(), pooled, builder);
            Future<Trained> trained = pooled.submit(() -> {
                try {
                    return trainOn(feed, plan, round, steps, replica, start, started, executor, pooled.device().address());
                } finally {
                    feed.trainerStopped();
                }
            });
            try {
                build(plan, round, order, builder, feed, cancelled);
            } finally {
                feed.builderStopped();
            }
            return trained.get();
        });
    }

    /** Of texts that are to be dealt by length; otherwise null. */
    private static int[] lengths(WorkerPlan plan, Examples examples) {
        return plan.batching() == Batching.OF_LIKE_LENGTH && examples instanceof TokenExamples texts
                ? IntStream.range(0, texts.size()).map(texts::length).toArray() : null;
    }

    private static void build(WorkerPlan plan, RoundPlan round, ExampleOrder order, BatchBuilder builder, BatchFeed feed, BooleanSupplier cancelled)
            throws InterruptedException {
        for (long step = round.firstStep(); step < round.firstStep() + round.steps(); step++) {
            if (cancelled.getAsBoolean()) {
                throw new InterruptedException("the task was cancelled");
            }
            Batch batch = feed.takeEmpty();
            if (batch == null) {
                return;
            }
            for (int i = 0, n = order.count(step); i < n; i++) {
                builder.add(order.example(step, i), order.epoch(step), batch);
            }
            if (plan.batching() == Batching.OF_LIKE_LENGTH && builder.isPadded()) {
                builder.cut(batch);
            }
            feed.putFull(batch);
        }
    }

    private static Trained trainOn(BatchFeed feed, WorkerPlan plan, RoundPlan round, LocalSteps steps, Replica replica, float[] start,
                                   long started, String executor, String device) throws InterruptedException {
        steps.load(start, replica);
        long end = round.firstStep() + round.steps();
        for (long step = round.firstStep(); step < end; step++) {
            Batch batch = feed.takeFull();
            if (batch == null) {
                throw new InterruptedException("the task was cancelled");
            }
            if (!steps.step(step, batch)) {
                return new Trained(replica, new LocalResult(replica.shard(), steps.examples(), Double.NaN, Double.NaN, null, 0, seconds(started), executor,
                        device));
            }
            feed.putEmpty(batch);
        }
        double seconds = seconds(started);
        Encoded delta = plan.deltaCodec().encodeDelta(start, steps.parameters(), replica.state());
        return new Trained(steps.replica(end, delta.state()), new LocalResult(replica.shard(), steps.examples(), steps.lossSum(), steps.firstLoss(),
                delta.bytes(), delta.bytes().length, seconds, executor, device));
    }

    /**
     * Runs the network over a shard of labelled examples, in inference mode.
     *
     * @param parameters not changed
     */
    public static ShardEvaluation evaluate(NetworkPlan plan, Examples examples, float[] parameters, int shard)
            throws InterruptedException, ExecutionException {
        checkMachine(plan);
        BatchBuilder builder = BatchBuilder.inference(examples, plan.normalization(), plan.classes());
        return withNetwork(plan, pooled ->
                pooled.submit(() -> ShardEvaluation.of(plan, examples, pooled, builder, parameters, shard)).get());
    }

    /**
     * Sums batch norm's statistics over batches of a shard's first examples, as training sees them in its first epoch, without a change to the parameters.
     *
     * @param plan         of a model {@linkplain io.perennial.worker.model.Models#withBatchStatistics with batch statistics}
     * @param parameters   not changed
     * @param most         examples to look at, at most
     * @param augmentation of training images
     * @param seed         of the augmentation and of what is random in the network
     */
    public static ShardStatistics statistics(NetworkPlan plan, Examples examples, float[] parameters, int shard, int most, Augmentation augmentation,
                                             long seed)
            throws InterruptedException, ExecutionException {
        checkMachine(plan);
        BatchBuilder builder = BatchBuilder.augmented(examples, plan.normalization(), plan.classes(), augmentation, seed);
        return withNetwork(plan, pooled -> pooled.submit(() ->
                ShardStatistics.of(plan, Math.min(most, examples.size()), pooled, builder, parameters, shard, seed)).get());
    }

    /**
     * Looks at features and embeddings, in inference mode.
     *
     * @param parameters not changed
     */
    public static ShardFeatures features(NetworkPlan plan, FeaturePass pass, Examples examples, float[] parameters) throws InterruptedException, ExecutionException {
        checkMachine(plan);
        BatchBuilder builder = BatchBuilder.inference(examples, plan.normalization(), plan.classes());
        return withNetwork(plan, pooled -> pooled.submit(() -> pass.of(examples, pooled, builder, parameters)).get());
    }

    /**
     * Asks a network what it says of every example, in inference mode.
     *
     * @param parameters not changed
     */
    public static ShardOutputs outputs(NetworkPlan plan, Examples examples, float[] parameters) throws InterruptedException, ExecutionException {
        checkMachine(plan);
        BatchBuilder builder = BatchBuilder.keyed(examples, BatchBuilder.inference(examples, plan.normalization(), plan.classes()));
        return withNetwork(plan, pooled -> pooled.submit(() -> OutputPass.of(plan, examples, pooled, builder, parameters)).get());
    }

    /**
     * Sums squared gradients for the Fisher information.
     *
     * @param parameters not changed
     */
    public static ShardFisher fisher(NetworkPlan plan, FisherPass pass, Examples examples, float[] parameters) throws InterruptedException, ExecutionException {
        checkMachine(plan);
        BatchBuilder builder = BatchBuilder.inference(examples, plan.normalization(), plan.classes());
        return withNetwork(plan, pooled -> pooled.submit(() -> pass.of(plan, examples, pooled, builder, parameters)).get());
    }

    /** Drops what this JVM keeps for a run. */
    public static void release(String run) {
        NetworkPool.release(run);
    }

    private interface Work<T> {
        T with(PooledNetwork pooled) throws ExecutionException, InterruptedException;
    }

    private static <T> T withNetwork(NetworkPlan plan, Work<T> work) throws ExecutionException, InterruptedException {
        PooledNetwork pooled = NetworkPool.take(plan);
        boolean whole = false;
        try {
            T result = work.with(pooled);
            whole = true;
            return result;
        } finally {
            // After any failure nobody knows what state the network is in.
            if (whole) {
                NetworkPool.giveBack(plan, pooled);
            } else {
                pooled.close();
            }
        }
    }

    private static void checkMachine(NetworkPlan plan) {
        String here = Machine.fingerprint();
        if (!here.equals(plan.machine())) {
            throw new ForeignMachineException(here, plan.machine());
        }
    }

    private static double seconds(long started) {
        return (System.nanoTime() - started) / 1e9;
    }
}
