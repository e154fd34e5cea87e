package io.perennial.bench.round;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.DataSet;

/**
 * DL4J's own loop over the same batches on both executors at once, with no round at all: what the local steps themselves take.
 * Its networks stay on the executors.
 */
final class EngineAlone implements Contender {

    static final String NAME = "DL4J's own loop, no rounds";

    private static final int REPEATS = 10;
    private static final Map<String, MultiLayerNetwork> NETWORKS = new HashMap<>();

    private final Setting setting;

    EngineAlone(Setting setting) {
        this.setting = setting;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Turn turn(Length length) {
        JavaRDD<DataSet> batches = DataSets.onExecutors(setting, length.localSteps());
        String json = setting.configuration().toJson();
        List<List<Double>> workers = batches.mapPartitions(partition -> {
            List<DataSet> all = new ArrayList<>();
            partition.forEachRemaining(all::add);
            return List.of(fit(json, all)).iterator();
        }).collect();
        batches.unpersist(true);
        List<Turn.Round> rounds = new ArrayList<>();
        for (int repeat = 0; repeat < REPEATS; repeat++) {
            int of = repeat;
            double slowest = workers.stream().mapToDouble(seconds -> seconds.get(of)).max().orElseThrow();
            rounds.add(new Turn.Round(slowest, slowest));
        }
        return Turn.of(rounds, Double.NaN, "");
    }

    private static synchronized List<Double> fit(String json, List<DataSet> batches) {
        MultiLayerNetwork network = NETWORKS.computeIfAbsent(json, any -> {
            MultiLayerNetwork built = new MultiLayerNetwork(MultiLayerConfiguration.fromJson(json));
            built.init();
            return built;
        });
        for (int warm = 0; warm < Length.UNCOUNTED; warm++) {
            network.fit(batches.get(0));
        }
        List<Double> seconds = new ArrayList<>();
        for (int repeat = 0; repeat < REPEATS; repeat++) {
            long began = System.nanoTime();
            batches.forEach(network::fit);
            seconds.add((System.nanoTime() - began) / 1e9);
        }
        return seconds;
    }
}
