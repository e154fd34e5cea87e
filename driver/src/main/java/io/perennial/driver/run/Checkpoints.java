package io.perennial.driver.run;

import io.perennial.driver.storage.Attempts;
import io.perennial.driver.storage.Checkpoint;
import io.perennial.driver.storage.CheckpointStore;
import io.perennial.driver.storage.Json;
import io.perennial.driver.storage.LostOwnershipException;
import io.perennial.driver.storage.RunDirectory;
import io.perennial.driver.storage.SavedModel;
import io.perennial.driver.storage.StoredArrays;
import io.perennial.worker.training.Replica;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;

/**
 * Writes checkpoints and, with the same files, cuts the lineage: executors write their replicas, the driver the rest and then the
 * manifest, and the next rounds read the replicas from there.
 */
final class Checkpoints {

    private final ReadyRun ready;
    private final RunDirectory directory;
    private final CheckpointStore store;
    private final Attempts attempts;
    private final Attempts.Attempt attempt;
    private final String machine;
    private final Replicas replicas;
    private final RunListener listener;
    private final List<String> metrics = new ArrayList<>();
    private int metricsFrom;

    Checkpoints(ReadyRun ready, RunDirectory directory, Attempts attempts, Attempts.Attempt attempt, String machine, Replicas replicas, RunListener listener) {
        this.ready = ready;
        this.directory = directory;
        this.store = new CheckpointStore(directory);
        this.attempts = attempts;
        this.attempt = attempt;
        this.machine = machine;
        this.replicas = replicas;
        this.listener = listener;
    }

    /** The driver's part of a checkpoint. */
    static RunState state(Checkpoint checkpoint) {
        Checkpoint.Manifest manifest = checkpoint.manifest();
        return new RunState(manifest.round(), manifest.step(), manifest.examples(),
                new RoundReport.Bytes(manifest.bytesDown(), manifest.bytesUp()), checkpoint.model().parameters(),
                new TreeMap<>(checkpoint.outerState()), ResultFile.evaluation(manifest.evaluation()), manifest.firstLoss());
    }

    /** The replicas a run starts from. */
    JavaRDD<Replica> replicas(Checkpoint checkpoint, List<String> stateNames) {
        return checkpoint == null ? replicas.initial(ready.plan().workers(), stateNames, ready.plan().layout().trainable())
                : replicas.read(new Path(checkpoint.directory()), checkpoint.manifest().replicas());
    }

    /** Keeps a round's line for the next checkpoint. */
    void record(RoundReport round) {
        if (metrics.isEmpty()) {
            metricsFrom = round.round();
        }
        metrics.add(Json.line(ResultJson.of(round)));
    }

    /**
     * Writes a checkpoint.
     *
     * @param current replicas after the state's round
     * @return the same replicas, read from the checkpoint's files
     */
    JavaRDD<Replica> write(RunState state, JavaRDD<Replica> current) throws IOException, InterruptedException {
        attempts.checkOwned(attempt);
        Path target = store.begin(state.round());
        JavaFutureAction<List<Checkpoint.ReplicaEntry>> executors = replicas.write(current, target, attempt.number());
        StoredArrays outer;
        List<Checkpoint.ReplicaEntry> entries;
        try {
            // The driver's part, while the executors write theirs.
            if (!metrics.isEmpty()) {
                directory.writeMetrics(metricsFrom, state.round(), metrics);
            }
            outer = store.writeOuterState(target, state.vectors());
            store.writeModel(target, model(state));
            entries = executors.get();
        } catch (ExecutionException e) {
            throw SparkFailures.explain("the checkpoint of round " + state.round() + " failed", e.getCause() instanceof Exception cause ? cause : e);
        } finally {
            executors.cancel(true);
        }
        attempts.checkOwned(attempt);
        store.commit(target, new Checkpoint.Manifest(CheckpointStore.formatVersion(), attempt.number(), state.round(), state.step(),
                state.examples(), state.bytes().down(), state.bytes().up(),
                state.evaluation() == null ? null : Json.tree(ResultJson.of(state.evaluation())), state.firstLoss(),
                machine, outer, entries));
        metrics.clear();
        removeOld(state.round());
        listener.checkpointed(state.round(), target.toString());
        return replicas.read(target, entries);
    }

    /** The checkpoint is written: that an older one cannot be removed is no reason to end the run. */
    private void removeOld(int written) throws LostOwnershipException {
        try {
            attempts.checkOwned(attempt);
            store.retain(written, ready.job().checkpointEvery(), ready.job().keep());
        } catch (LostOwnershipException lost) {
            throw lost;
        } catch (IOException e) {
            listener.warning("checkpoints before round " + written + " could not be removed: " + e.getMessage());
        }
    }

    /** Writes the finished model. */
    void writeModel(RunState state) throws IOException {
        attempts.checkOwned(attempt);
        directory.files().delete(directory.model(), true);
        directory.files().mkdirs(directory.model());
        model(state).writeDl4j(directory.files(), directory.model());
        model(state).write(directory.files(), directory.model());
    }

    private SavedModel model(RunState state) {
        return new SavedModel(ready.model(), ready.data().classes(), ready.data().shape(), ready.data().normalization(),
                ready.plan().layout(), state.parameters(), ready.data().encoding().orElse(null));
    }
}
