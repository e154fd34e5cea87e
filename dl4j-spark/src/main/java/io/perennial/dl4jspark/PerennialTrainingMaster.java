package io.perennial.dl4jspark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.perennial.driver.outer.OuterOptimizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import org.datavec.spark.util.BroadcastHadoopConfigHolder;
import org.deeplearning4j.core.loader.DataSetLoader;
import org.deeplearning4j.core.loader.MultiDataSetLoader;
import org.deeplearning4j.core.storage.StatsStorageRouter;
import org.deeplearning4j.core.storage.listener.RoutingIterationListener;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.Repartition;
import org.deeplearning4j.spark.api.RepartitionStrategy;
import org.deeplearning4j.spark.api.TrainingHook;
import org.deeplearning4j.spark.api.TrainingMaster;
import org.deeplearning4j.spark.api.TrainingResult;
import org.deeplearning4j.spark.api.TrainingWorker;
import org.deeplearning4j.spark.api.stats.SparkTrainingStats;
import org.deeplearning4j.spark.data.loader.RemoteFileSourceFactory;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A training master for dl4j-spark's {@link SparkDl4jMultiLayer} and {@link SparkComputationGraph} that takes the place of
 * {@code ParameterAveragingTrainingMaster}: examples and replicas stay on the executors between rounds and epochs, workers are weighted by their
 * examples, and everything random is a pure function of the seed.
 *
 * <p>A local step is the network's own {@code fit}, so whatever its configuration says holds: one worker trains bit for bit as one machine does
 * on the same batches. Not thread-safe.
 */
public final class PerennialTrainingMaster implements TrainingMaster<TrainingResult, TrainingWorker<TrainingResult>> {

    private static final Logger LOG = LoggerFactory.getLogger(PerennialTrainingMaster.class);

    private final String id = UUID.randomUUID().toString();
    private final MasterSettings settings;
    private final Rounds rounds;
    private final List<TrainingHook> hooks;
    private final List<TrainingListener> listeners = new ArrayList<>();
    private boolean collectTrainingStats;
    private TrainingStats stats = new TrainingStats();

    private PerennialTrainingMaster(MasterSettings settings, OuterOptimizer outer, List<TrainingHook> hooks, boolean collectTrainingStats) {
        this.settings = settings;
        this.rounds = new Rounds(id, settings, outer);
        this.hooks = new ArrayList<>(hooks);
        this.collectTrainingStats = collectTrainingStats;
    }

    @Override
    public void executeTraining(SparkDl4jMultiLayer network, JavaRDD<DataSet> trainingData) {
        train(network, trainingData.id(), trainingData.map(HeapExamples::of));
    }

    @Override
    public void executeTraining(SparkComputationGraph graph, JavaRDD<DataSet> trainingData) {
        train(graph, trainingData.id(), trainingData.map(HeapExamples::of));
    }

    @Override
    public void executeTrainingMDS(SparkComputationGraph graph, JavaRDD<MultiDataSet> trainingData) {
        train(graph, trainingData.id(), trainingData.map(HeapExamples::of));
    }

    @Override
    public void executeTrainingPaths(SparkDl4jMultiLayer network, SparkComputationGraph graph, JavaRDD<String> paths, DataSetLoader dataSets,
                                     MultiDataSetLoader multiDataSets) {
        RemoteFileSourceFactory files = new RemoteFileSourceFactory(BroadcastHadoopConfigHolder.get(JavaSparkContext.fromSparkContext(paths.context())));
        JavaRDD<HeapExamples> examples = dataSets != null ? paths.map(path -> HeapExamples.of(dataSets.load(files.getSource(path))))
                : paths.map(path -> HeapExamples.of(multiDataSets.load(files.getSource(path))));
        if (network != null) {
            train(network, paths.id(), examples);
        } else {
            train(graph, paths.id(), examples);
        }
    }

    private void train(SparkDl4jMultiLayer network, int rdd, JavaRDD<HeapExamples> examples) {
        network.setScore(rounds.train(network.getSparkContext(), new Dl4jNetwork.MultiLayer(network.getNetwork()), rdd, () -> examples, watchers()));
    }

    private void train(SparkComputationGraph graph, int rdd, JavaRDD<HeapExamples> examples) {
        graph.setScore(rounds.train(graph.getSparkContext(), new Dl4jNetwork.Graph(graph.getNetwork()), rdd, () -> examples, watchers()));
    }

    private Rounds.Watchers watchers() {
        return new Rounds.Watchers(hooks, listeners, collectTrainingStats ? stats : new TrainingStats());
    }

    /** Listeners are told on the driver, after each average, with the network that it gave and the round's mean loss. */
    @Override
    public void setListeners(Collection<TrainingListener> listeners) {
        setListeners(null, listeners);
    }

    @Override
    public void setListeners(StatsStorageRouter router, Collection<TrainingListener> listeners) {
        this.listeners.clear();
        if (listeners == null) {
            return;
        }
        for (TrainingListener listener : listeners) {
            if (router != null && listener instanceof RoutingIterationListener routing) {
                routing.setStorageRouter(router);
            }
            this.listeners.add(listener);
        }
    }

    /** Hooks run on the executors, before and after every local step. */
    @Override
    public void addHook(TrainingHook hook) {
        hooks.add(hook);
    }

    @Override
    public void removeHook(TrainingHook hook) {
        hooks.remove(hook);
    }

    @Override
    public void setCollectTrainingStats(boolean collect) {
        collectTrainingStats = collect;
        stats = new TrainingStats();
    }

    @Override
    public boolean getIsCollectTrainingStats() {
        return collectTrainingStats;
    }

    @Override
    public SparkTrainingStats getTrainingStats() {
        return collectTrainingStats ? stats.copy() : null;
    }

    /** Frees what lies on the executors: examples, replicas, networks. The master can be used again. */
    @Override
    public boolean deleteTempFiles(JavaSparkContext spark) {
        rounds.drop();
        String master = id;
        int slots = spark.defaultParallelism();
        spark.parallelize(IntStream.range(0, slots).boxed().toList(), slots).foreachPartition(any -> ResidentNetwork.release(master));
        return true;
    }

    @Override
    public boolean deleteTempFiles(SparkContext spark) {
        return deleteTempFiles(JavaSparkContext.fromSparkContext(spark));
    }

    /** @throws UnsupportedOperationException always: workers are Perennial's own tasks */
    @Override
    public TrainingWorker<TrainingResult> getWorkerInstance(SparkDl4jMultiLayer network) {
        throw noWorkers();
    }

    /** @throws UnsupportedOperationException always: workers are Perennial's own tasks */
    @Override
    public TrainingWorker<TrainingResult> getWorkerInstance(SparkComputationGraph graph) {
        throw noWorkers();
    }

    private static UnsupportedOperationException noWorkers() {
        return new UnsupportedOperationException("PerennialTrainingMaster trains in tasks of its own and has no TrainingWorker to hand out; use fit");
    }

    /** The settings; an outer optimizer, hooks and listeners are not among them. */
    @Override
    public String toJson() {
        return write(new JsonMapper());
    }

    @Override
    public String toYaml() {
        return write(new ObjectMapper(new YAMLFactory()));
    }

    private String write(ObjectMapper mapper) {
        try {
            return mapper.writeValueAsString(settings);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @throws IllegalArgumentException if the text is not what {@link #toJson()} writes */
    public static PerennialTrainingMaster fromJson(String json) {
        return read(new JsonMapper(), json);
    }

    /** @throws IllegalArgumentException if the text is not what {@link #toYaml()} writes */
    public static PerennialTrainingMaster fromYaml(String yaml) {
        return read(new ObjectMapper(new YAMLFactory()), yaml);
    }

    private static PerennialTrainingMaster read(ObjectMapper mapper, String text) {
        try {
            return new PerennialTrainingMaster(mapper.readValue(text, MasterSettings.class), null, List.of(), false);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not the settings of a PerennialTrainingMaster: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * Settings, by the names of ParameterAveragingTrainingMaster's builder. One that means nothing here is taken and named in a warning when the
     * master is built; one that would mean something else is refused.
     */
    public static final class Builder {

        private final Integer workers;
        private int batchSize = 16;
        private int averaging = 5;
        private UpdaterState updaterState = UpdaterState.RESIDENT;
        private Ordering ordering = Ordering.SHUFFLED;
        private Repartition repartition = Repartition.Always;
        private long seed;
        private int threads = 1;
        private StorageLevel storageLevel = StorageLevel.MEMORY_AND_DISK();
        private OuterOptimizer outer;
        private List<TrainingHook> hooks = List.of();
        private boolean collectTrainingStats;
        private final List<String> unused = new ArrayList<>();

        /** As many workers as Spark's default parallelism; see {@link #Builder(Integer, int)}. */
        public Builder(int rddDataSetNumExamples) {
            this(null, rddDataSetNumExamples);
        }

        /**
         * @param numWorkers            shards and replicas: executors times their cores; null for Spark's default parallelism, which makes results
         *                              depend on the cluster's size
         * @param rddDataSetNumExamples examples in each DataSet of the RDD: not needed, examples are counted
         */
        public Builder(Integer numWorkers, int rddDataSetNumExamples) {
            this.workers = numWorkers == null ? null : atLeastOne("numWorkers", numWorkers);
            atLeastOne("rddDataSetNumExamples", rddDataSetNumExamples);
        }

        /** Examples of a local step; 16 by default. */
        public Builder batchSizePerWorker(int batchSizePerWorker) {
            this.batchSize = atLeastOne("batchSizePerWorker", batchSizePerWorker);
            return this;
        }

        /** Local steps between two averages; 5 by default. */
        public Builder averagingFrequency(int averagingFrequency) {
            this.averaging = atLeastOne("averagingFrequency", averagingFrequency);
            return this;
        }

        /** Means nothing here: workers' results are summed on the driver, in the order of the shards. */
        public Builder aggregationDepth(int aggregationDepth) {
            atLeastOne("aggregationDepth", aggregationDepth);
            return unused("aggregationDepth (results are summed on the driver, in the order of the shards, so that the sum has the same bits every time)");
        }

        /** Means nothing here: batches are made of what lies in memory. */
        public Builder workerPrefetchNumBatches(int prefetchNumBatches) {
            return prefetchNumBatches == 0 ? this : unused("workerPrefetchNumBatches (examples are in the executors' memory already)");
        }

        /** {@link UpdaterState#AVERAGED} or {@link UpdaterState#FRESH}, as ParameterAveragingTrainingMaster does it. */
        public Builder saveUpdater(boolean saveUpdater) {
            return updaterState(saveUpdater ? UpdaterState.AVERAGED : UpdaterState.FRESH);
        }

        /** {@link UpdaterState#RESIDENT} by default. */
        public Builder updaterState(UpdaterState updaterState) {
            this.updaterState = updaterState;
            return this;
        }

        /** Order of the examples at a worker: {@link Ordering#SHUFFLED} by default. */
        public Builder ordering(Ordering ordering) {
            this.ordering = ordering;
            return this;
        }

        /** When examples are dealt out evenly; where they are not, the RDD's partitions are the shards. {@code Always} by default. */
        public Builder repartionData(Repartition repartition) {
            this.repartition = repartition;
            return this;
        }

        /** Means nothing here: shards differ by one example at most. */
        public Builder repartitionStrategy(RepartitionStrategy repartitionStrategy) {
            return unused("repartitionStrategy (examples are dealt out evenly, once)");
        }

        /** Of the examples and the replicas; MEMORY_AND_DISK by default. They are in Java's memory, where Spark can measure them. */
        public Builder storageLevel(StorageLevel storageLevel) {
            if (storageLevel == null || !storageLevel.isValid()) {
                throw new IllegalArgumentException("storageLevel: found " + storageLevel + ", but examples and replicas must stay on the executors between "
                        + "rounds; use MEMORY_AND_DISK, MEMORY_ONLY, DISK_ONLY or one of their variants");
            }
            this.storageLevel = storageLevel;
            return this;
        }

        /** Means nothing here: see {@link #storageLevel}. */
        public Builder storageLevelStreams(StorageLevel storageLevelStreams) {
            return unused("storageLevelStreams (paths are read once; what they hold is kept by storageLevel)");
        }

        /** Means nothing here: examples go to the executors without a file between. */
        public Builder rddTrainingApproach(RDDTrainingApproach approach) {
            return approach == RDDTrainingApproach.Direct ? this : unused("rddTrainingApproach=Export (examples stay on the executors, no file is written)");
        }

        /** Means nothing here: see {@link #rddTrainingApproach}. */
        public Builder exportDirectory(String exportDirectory) {
            return unused("exportDirectory (nothing is exported)");
        }

        /** Of the order of the examples and of dropout and the like; 0 by default, never a random one. */
        public Builder rngSeed(long rngSeed) {
            this.seed = rngSeed;
            return this;
        }

        public Builder trainingHooks(Collection<TrainingHook> trainingHooks) {
            this.hooks = List.copyOf(trainingHooks);
            return this;
        }

        public Builder trainingHooks(TrainingHook... trainingHooks) {
            return trainingHooks(Arrays.asList(trainingHooks));
        }

        /** Whether {@link #getTrainingStats()} has something to tell; not by default. */
        public Builder collectTrainingStats(boolean collectTrainingStats) {
            this.collectTrainingStats = collectTrainingStats;
            return this;
        }

        /** OpenMP threads of a worker; 1 by default. Sums have other last bits with another number. */
        public Builder threads(int threads) {
            this.threads = atLeastOne("threads", threads);
            return this;
        }

        /**
         * What is made of the workers' mean; by default it is the next parameters.
         *
         * @throws IllegalArgumentException for {@link OuterOptimizer.SlowMo}: it needs the one learning rate of a job, a DL4J configuration has one a layer
         */
        public Builder outerOptimizer(OuterOptimizer outer) {
            if (outer instanceof OuterOptimizer.SlowMo) {
                throw new IllegalArgumentException("outerOptimizer: found SlowMo, which needs one inner learning rate where a DL4J configuration may have one "
                        + "a layer; use Average, Nesterov or Adam");
            }
            this.outer = outer;
            return this;
        }

        public PerennialTrainingMaster build() {
            if (!unused.isEmpty()) {
                LOG.warn("settings that mean nothing to PerennialTrainingMaster: {}", String.join("; ", unused));
            }
            return new PerennialTrainingMaster(new MasterSettings(workers, batchSize, averaging, updaterState, ordering, repartition, seed, threads,
                    name(storageLevel)), outer, hooks, collectTrainingStats);
        }

        /** What {@link #build()} will warn of: settings that mean nothing here, and why. */
        public List<String> unusedSettings() {
            return List.copyOf(unused);
        }

        private Builder unused(String what) {
            unused.add(what);
            return this;
        }

        private static String name(StorageLevel level) {
            return List.of("MEMORY_AND_DISK", "MEMORY_ONLY", "DISK_ONLY", "MEMORY_AND_DISK_SER", "MEMORY_ONLY_SER", "MEMORY_AND_DISK_2", "MEMORY_ONLY_2",
                            "DISK_ONLY_2", "MEMORY_AND_DISK_SER_2", "MEMORY_ONLY_SER_2", "DISK_ONLY_3").stream()
                    .filter(name -> StorageLevel.fromString(name).equals(level)).findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("storageLevel: found " + level + ", supported are Spark's named levels but OFF_HEAP"));
        }

        private static int atLeastOne(String name, int value) {
            if (value < 1) {
                throw new IllegalArgumentException(name + ": found " + value + ", expected at least 1");
            }
            return value;
        }
    }
}
