package io.perennial.dl4jspark;

import io.perennial.driver.outer.OuterOptimizer;
import io.perennial.worker.model.ModelDefinition;
import io.perennial.worker.model.Models;
import io.perennial.worker.model.ParameterLayout;
import io.perennial.worker.natives.Machine;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.spark.api.TrainingHook;
import org.nd4j.linalg.api.buffer.DataType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Trains a driver's network in rounds; between calls with the same RDD data and replicas stay where they are. */
final class Rounds {

    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

    private final String master;
    private final MasterSettings settings;
    private final OuterOptimizer outer;

    private PlacedData data;
    private Replicas replicas;
    /** The updater's state that the last call left in the driver's network: with another one replicas start anew. */
    private float[] leftUpdater;
    private final Map<String, float[]> outerState = new TreeMap<>();

    /** @param outer null for the plain average of the workers' parameters */
    Rounds(String master, MasterSettings settings, OuterOptimizer outer) {
        this.master = master;
        this.settings = settings;
        this.outer = outer;
    }

    /** Who looks on. */
    record Watchers(Collection<TrainingHook> hooks, Collection<TrainingListener> listeners, TrainingStats stats) {
    }

    /**
     * Trains for one epoch.
     *
     * @param network  the driver's; has the result afterwards
     * @param rdd      id of the RDD that the examples come from
     * @param examples makes them, if they do not lie on the executors yet
     * @return mean loss of the last round; NaN if it was not a number, and the network is then as the last whole round left it
     */
    double train(JavaSparkContext spark, Dl4jNetwork network, int rdd, Supplier<JavaRDD<HeapExamples>> examples, Watchers watchers) {
        if (network.model().params().dataType() != DataType.FLOAT) {
            throw new IllegalArgumentException("found a network of " + network.model().params().dataType()
                    + ", supported is FLOAT; set dataType(DataType.FLOAT) in its configuration");
        }
        boolean done = false;
        try {
            place(spark, rdd, examples, watchers.stats());
            double score = rounds(spark, network, watchers);
            done = true;
            return score;
        } finally {
            if (!done && !spark.sc().isStopped()) {
                drop();
            }
        }
    }

    private void place(JavaSparkContext spark, int rdd, Supplier<JavaRDD<HeapExamples>> examples, TrainingStats stats) {
        if (data != null && data.rdd() == rdd && data.shards().context() == spark.sc()) {
            return;
        }
        drop();
        long began = System.currentTimeMillis();
        data = PlacedData.of(rdd, examples.get(), settings, spark);
        stats.ended(TrainingStats.Part.PLACE, began);
    }

    private double rounds(JavaSparkContext spark, Dl4jNetwork network, Watchers watchers) {
        boolean resident = settings.updaterState() == UpdaterState.RESIDENT;
        float[] updater = network.updater();
        if (replicas == null || resident && !Arrays.equals(updater, leftUpdater)) {
            dropReplicas();
            replicas = new Replicas(data.shards(), resident && updater != null);
        }
        NetworkSource source = new NetworkSource(master, network instanceof Dl4jNetwork.Graph, network.configuration(), settings.threads(), Machine.fingerprint());
        ParameterLayout layout = outer == null ? null : layout(source);
        int batches = data.batches(settings.batchSize());
        if (batches == 0) {
            LOG.warn("found no examples in the RDD: nothing is trained");
            return network.score();
        }
        int rounds = Shard.batches(batches, settings.averaging());
        double score = Double.NaN;
        for (int r = 0; r < rounds; r++) {
            RoundWork work = new RoundWork(r, r * settings.averaging(), settings.averaging(), network.iteration(), network.epoch(), r == rounds - 1);
            List<WorkerResult> results = round(spark, network, source, work, resident && replicas.begun() ? null : updater, watchers);
            long examples = results.stream().mapToLong(WorkerResult::examples).sum();
            score = results.stream().mapToDouble(WorkerResult::lossSum).sum() / examples;
            if (results.stream().anyMatch(WorkerResult::diverged)) {
                LOG.error("diverged: the loss of round {} of {} in epoch {} is not a number; the network is as the round before left it. "
                        + "Try a lower learning rate", r + 1, rounds, network.epoch());
                dropReplicas();
                return Double.NaN;
            }
            long began = System.currentTimeMillis();
            float[] parameters = average(layout, network.parameters(), WeightedMean.of(results, WorkerResult::parameters));
            if (settings.updaterState() == UpdaterState.AVERAGED) {
                updater = WeightedMean.rounded(WeightedMean.of(results, WorkerResult::updater));
            } else if (resident && work.withState()) {
                updater = meanUpdater(results);
            }
            network.load(new RoundStart(parameters, settings.updaterState() == UpdaterState.FRESH ? null : updater));
            network.count(work.iteration() + results.stream().mapToInt(WorkerResult::iterations).max().orElse(0), work.epoch());
            watchers.stats().ended(TrainingStats.Part.AVERAGE, began);
            network.score(score);
            Dl4jNetwork.tell(watchers.listeners(), network);
            if (replicas.cutIsDue()) {
                began = System.currentTimeMillis();
                replicas.cut();
                watchers.stats().ended(TrainingStats.Part.CUT, began);
            }
        }
        leftUpdater = network.updater();
        return score;
    }

    private List<WorkerResult> round(JavaSparkContext spark, Dl4jNetwork network, NetworkSource source, RoundWork work, float[] updater, Watchers watchers) {
        long began = System.currentTimeMillis();
        Broadcast<RoundStart> start = spark.broadcast(new RoundStart(network.parameters(), updater));
        watchers.stats().ended(TrainingStats.Part.BROADCAST, began);
        began = System.currentTimeMillis();
        TrainRound task = new TrainRound(source, settings, work, start, List.copyOf(watchers.hooks()));
        JavaRDD<Trained> trained = data.shards().zipPartitions(replicas.current(), task).setName("perennial dl4j-spark round " + (work.round() + 1));
        if (replicas.stateful()) {
            trained.persist(StorageLevel.fromString(settings.storageLevel()));
        }
        List<WorkerResult> results = trained.map(Trained::result).collect();
        watchers.stats().ended(TrainingStats.Part.ROUND, began);
        results.stream().filter(result -> result.examples() > 0).forEach(result -> watchers.stats().add(TrainingStats.Part.LOCAL_STEPS, result.steps()));
        replicas.trained(trained, start);
        return results;
    }

    private float[] average(ParameterLayout layout, float[] parameters, double[] mean) {
        if (outer == null) {
            return WeightedMean.rounded(mean);
        }
        outer.stateNames().forEach(name -> outerState.merge(name, new float[parameters.length],
                (had, fresh) -> had.length == fresh.length ? had : fresh));
        double[] delta = new double[mean.length];
        for (int i = 0; i < delta.length; i++) {
            delta[i] = mean[i] - parameters[i];
        }
        return outer.step(layout, parameters, delta, outerState, Double.NaN);
    }

    /** Of all replicas, each weighted by its shard. */
    private float[] meanUpdater(List<WorkerResult> results) {
        List<WorkerResult> weighted = IntStream.range(0, results.size()).mapToObj(results::get).filter(result -> result.updater() != null)
                .map(result -> new WorkerResult(result.shard(), data.rows().get(result.shard()), 0, 0, null, result.updater(), List.of())).toList();
        return weighted.isEmpty() ? null : WeightedMean.rounded(WeightedMean.of(weighted, WorkerResult::updater));
    }

    private static ParameterLayout layout(NetworkSource source) {
        return Models.layout(new ModelDefinition("network", source.graph() ? ModelDefinition.Kind.COMPUTATION_GRAPH
                : ModelDefinition.Kind.MULTI_LAYER_NETWORK, ModelDefinition.Weights.AS_CONFIGURED, source.configuration()));
    }

    /** Frees what lies on the executors. */
    void drop() {
        dropReplicas();
        if (data != null) {
            data.drop();
            data = null;
        }
    }

    private void dropReplicas() {
        if (replicas != null) {
            replicas.drop();
            replicas = null;
        }
        leftUpdater = null;
    }
}
