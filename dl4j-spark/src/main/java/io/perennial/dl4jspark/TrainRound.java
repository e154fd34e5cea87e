package io.perennial.dl4jspark;

import io.perennial.worker.natives.Machine;
import io.perennial.worker.random.Stream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.api.java.function.FlatMapFunction2;
import org.apache.spark.broadcast.Broadcast;
import org.deeplearning4j.spark.api.TrainingHook;
import org.deeplearning4j.spark.stats.BaseEventStats;
import org.deeplearning4j.spark.stats.EventStats;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** A worker's part of a round, as a task of an executor. */
final class TrainRound implements FlatMapFunction2<Iterator<Shard>, Iterator<Replica>, Trained> {

    private static final long serialVersionUID = 1L;

    private final NetworkSource source;
    private final MasterSettings settings;
    private final RoundWork work;
    private final Broadcast<RoundStart> start;
    private final ArrayList<TrainingHook> hooks;

    TrainRound(NetworkSource source, MasterSettings settings, RoundWork work, Broadcast<RoundStart> start, List<TrainingHook> hooks) {
        this.source = source;
        this.settings = settings;
        this.work = work;
        this.start = start;
        this.hooks = new ArrayList<>(hooks);
    }

    @Override
    public Iterator<Trained> call(Iterator<Shard> shards, Iterator<Replica> replicas) throws ExecutionException, InterruptedException {
        Shard shard = shards.next();
        Replica replica = replicas.next();
        if (shards.hasNext() || replicas.hasNext()) {
            throw new IllegalStateException("more than one shard in partition of shard " + shard.number());
        }
        return List.of(train(shard, replica)).iterator();
    }

    private Trained train(Shard shard, Replica replica) throws ExecutionException, InterruptedException {
        String here = Machine.fingerprint();
        if (!here.equals(source.machine())) {
            throw new IllegalStateException("this executor is " + here + ", the driver is " + source.machine()
                    + ": they would not compute the same bits; keep the application to machines of one instruction set and one build of the natives");
        }
        int left = Shard.batches(shard.rows(), settings.batchSize()) - work.firstBatch();
        if (left <= 0) {
            float[] own = work.withState() ? replica.updater() : null;
            return new Trained(replica, new WorkerResult(shard.number(), 0, 0, 0, null, own, List.of()));
        }
        ResidentNetwork resident = ResidentNetwork.take(source);
        AtomicBoolean cancelled = new AtomicBoolean();
        boolean whole = false;
        try {
            Future<Trained> trained = resident.submit(() -> steps(resident.network(), shard, replica, Math.min(left, work.batches()), cancelled));
            Trained result = trained.get();
            whole = true;
            return result;
        } finally {
            if (whole) {
                resident.giveBack();
            } else {
                cancelled.set(true);
                resident.close();
            }
        }
    }

    private Trained steps(Dl4jNetwork network, Shard shard, Replica replica, int batches, AtomicBoolean cancelled) throws InterruptedException {
        long began = System.currentTimeMillis();
        long beganNanos = System.nanoTime();
        RoundStart from = start.value();
        network.load(replica.updater() == null ? from : new RoundStart(from.parameters(), replica.updater()));
        network.count(work.iteration(), work.epoch());
        List<HeapExamples.Row> order = shard.order(settings.ordering(), settings.seed(), work.epoch());
        long examples = 0;
        double lossSum = 0;
        for (int batch = work.firstBatch(); batch < work.firstBatch() + batches; batch++) {
            if (cancelled.get()) {
                throw new InterruptedException("the task was cancelled");
            }
            Nd4j.getRandom().setSeed(Stream.key(settings.seed(), "dl4j-spark network", shard.number(), network.iteration()));
            MultiDataSet data = Shard.batch(order, settings.batchSize(), batch);
            network.fit(data, hooks);
            int size = Math.toIntExact(data.getFeatures(0).size(0));
            examples += size;
            lossSum += network.score() * size;
            close(data.getFeatures());
            close(data.getLabels());
            close(data.getFeaturesMaskArrays());
            close(data.getLabelsMaskArrays());
        }
        float[] updater = network.updater();
        boolean own = settings.updaterState() == UpdaterState.RESIDENT;
        boolean sent = settings.updaterState() == UpdaterState.AVERAGED || own && work.withState();
        List<EventStats> took = List.of(new BaseEventStats(began, (System.nanoTime() - beganNanos) / 1_000_000));
        return new Trained(new Replica(shard.number(), own ? updater : null), new WorkerResult(shard.number(), examples, lossSum,
                network.iteration() - work.iteration(), network.parameters(), sent ? updater : null, took));
    }

    private static void close(INDArray[] arrays) {
        if (arrays == null) {
            return;
        }
        for (INDArray array : arrays) {
            if (array != null && array.closeable()) {
                array.close();
            }
        }
    }
}
