package io.perennial.dl4jspark;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.deeplearning4j.spark.api.stats.SparkTrainingStats;
import org.deeplearning4j.spark.stats.BaseEventStats;
import org.deeplearning4j.spark.stats.EventStats;

/** How long the parts of a training took, event by event: dl4j-spark's interface, so what exports or draws such statistics takes it. */
public final class TrainingStats implements SparkTrainingStats {

    private static final long serialVersionUID = 1L;

    /** Parts of a training: the key in the statistics, its short name. */
    enum Part {
        PLACE("PerennialPlaceTimesMs", "Place"),
        BROADCAST("PerennialBroadcastTimesMs", "Broadcast"),
        ROUND("PerennialRoundTimesMs", "Round"),
        LOCAL_STEPS("PerennialLocalStepsTimesMs", "LocalSteps"),
        AVERAGE("PerennialAverageTimesMs", "Average"),
        CUT("PerennialCutTimesMs", "Cut");

        private final String key;
        private final String shortName;

        Part(String key, String shortName) {
            this.key = key;
            this.shortName = shortName;
        }

        static Part of(String key) {
            for (Part part : values()) {
                if (part.key.equals(key)) {
                    return part;
                }
            }
            throw new IllegalArgumentException("found the key '" + key + "', there are " + keys());
        }

        static Set<String> keys() {
            Map<String, Part> keys = new LinkedHashMap<>();
            for (Part part : values()) {
                keys.put(part.key, part);
            }
            return keys.keySet();
        }
    }

    private final Map<String, List<EventStats>> events = new LinkedHashMap<>();

    TrainingStats() {
        Part.keys().forEach(key -> events.put(key, new ArrayList<>()));
    }

    /** Records something on this machine that began at a time (milliseconds of the epoch) and ends now. */
    void ended(Part part, long began) {
        add(part, List.of(new BaseEventStats(began, Math.max(0, System.currentTimeMillis() - began))));
    }

    void add(Part part, List<EventStats> some) {
        events.get(part.key).addAll(some);
    }

    TrainingStats copy() {
        TrainingStats copy = new TrainingStats();
        copy.addOtherTrainingStats(this);
        return copy;
    }

    @Override
    public Set<String> getKeySet() {
        return events.keySet();
    }

    @Override
    public List<EventStats> getValue(String key) {
        return events.get(Part.of(key).key);
    }

    @Override
    public String getShortNameForKey(String key) {
        return Part.of(key).shortName;
    }

    @Override
    public boolean defaultIncludeInPlots(String key) {
        return Part.of(key) != Part.ROUND;
    }

    @Override
    public void addOtherTrainingStats(SparkTrainingStats other) {
        if (!(other instanceof TrainingStats stats)) {
            throw new IllegalArgumentException("found statistics of " + other.getClass().getName() + ", expected those of Perennial");
        }
        stats.events.forEach((key, some) -> events.get(key).addAll(some));
    }

    @Override
    public SparkTrainingStats getNestedTrainingStats() {
        return null;
    }

    @Override
    public String statsAsString() {
        StringBuilder text = new StringBuilder();
        events.forEach((key, some) -> text.append(String.format(DEFAULT_PRINT_FORMAT, key))
                .append(some.isEmpty() ? "-" : some.stream().map(event -> Long.toString(event.getDurationMs())).collect(Collectors.joining(",")))
                .append('\n'));
        return text.toString();
    }

    @Override
    public void exportStatFiles(String outputPath, SparkContext sc) throws IOException {
        Path folder = new Path(outputPath);
        FileSystem files = folder.getFileSystem(sc.hadoopConfiguration());
        for (Map.Entry<String, List<EventStats>> entry : events.entrySet()) {
            if (entry.getValue().isEmpty()) {
                continue;
            }
            StringBuilder text = new StringBuilder(entry.getValue().get(0).getStringHeader(",")).append('\n');
            entry.getValue().forEach(event -> text.append(event.asString(",")).append('\n'));
            try (OutputStream out = files.create(new Path(folder, entry.getKey() + ".txt"))) {
                out.write(text.toString().getBytes(StandardCharsets.UTF_8));
            }
        }
    }
}
