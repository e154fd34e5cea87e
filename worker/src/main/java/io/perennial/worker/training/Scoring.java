package io.perennial.worker.training;

import io.perennial.datasets.Examples;
import io.perennial.worker.model.HeapArrays;
import java.util.concurrent.ExecutionException;

/**
 * A network that classifies, in inference mode: one out of the executor's pool, for one task alone until it is closed. Unlike training it
 * runs on any machine: the last bits of a probability may differ between instruction sets.
 */
public final class Scoring implements AutoCloseable {

    /** Examples at once: large enough to use the machine well, small enough for activations of a few megabytes. */
    public static final int BATCH = 128;

    private final NetworkPlan plan;
    private PooledNetwork pooled;
    private boolean failed;

    private Scoring(NetworkPlan plan, PooledNetwork pooled) {
        this.plan = plan;
        this.pooled = pooled;
    }

    /** @param parameters not changed */
    public static Scoring open(NetworkPlan plan, float[] parameters) throws ExecutionException, InterruptedException {
        Scoring scoring = new Scoring(plan, NetworkPool.take(plan));
        scoring.onNetwork(() -> {
            HeapArrays.load(parameters, 0, scoring.pooled.network().parameters());
            return null;
        });
        return scoring;
    }

    /** Probabilities of all examples, at most {@link #BATCH}, as {@link #probabilities(Examples, int, int)} has them. */
    public float[][] probabilities(Examples examples) throws ExecutionException, InterruptedException {
        return probabilities(examples, 0, examples.size());
    }

    /**
     * Probabilities of the examples from {@code from} on and before {@code to}, at most {@link #BATCH}: one row an example, in the order of the classes; where each token has its own, class by class
     * those of all tokens.
     */
    public float[][] probabilities(Examples examples, int from, int to) throws ExecutionException, InterruptedException {
        int n = to - from;
        if (n > BATCH) {
            throw new IllegalArgumentException(n + " examples at once, at most " + BATCH);
        }
        BatchBuilder builder = BatchBuilder.inference(examples, plan.normalization(), plan.classes());
        Batch batch = builder.batch(n);
        int width = builder.labelWidth();
        for (int i = 0; i < n; i++) {
            builder.add(from + i, 0, batch);
        }
        float[] all = new float[n * width];
        onNetwork(() -> {
            pooled.classify(batch, builder, all);
            return null;
        });
        float[][] rows = new float[n][];
        for (int i = 0; i < n; i++) {
            rows[i] = java.util.Arrays.copyOfRange(all, i * width, (i + 1) * width);
        }
        return rows;
    }

    private void onNetwork(java.util.concurrent.Callable<Void> work) throws ExecutionException, InterruptedException {
        boolean whole = false;
        try {
            pooled.submit(work).get();
            whole = true;
        } finally {
            failed |= !whole;
        }
    }

    /** Gives the network back, or drops it after a failure, when nobody knows what state it is in. */
    @Override
    public void close() {
        if (pooled != null) {
            if (failed) {
                pooled.close();
            } else {
                NetworkPool.giveBack(plan, pooled);
            }
            pooled = null;
        }
    }
}
