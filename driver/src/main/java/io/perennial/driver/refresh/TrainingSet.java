package io.perennial.driver.refresh;

import io.perennial.checksum.Sha256;
import io.perennial.datasets.compact.CompactFolder;
import io.perennial.datasets.compact.StoredDataset;
import io.perennial.driver.storage.Json;
import io.perennial.driver.storage.SavedModel;
import io.perennial.worker.random.Stream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * What a refresh trains on and what it holds out, as a folder in the compact layout: new and replayed examples in one random order,
 * so that shards are alike. A copy of its own: arrivals may be overwritten while the refresh runs.
 */
final class TrainingSet {

    /** Held in memory at once; a set of more is written in several passes over the arrivals. */
    private static final int PASS_BYTES = 128 << 20;
    private static final String HELD_OUT_FILE = "held-out.bin";
    private static final String SAMPLE = "sample";
    /** New examples that are looked at for drift, at most. */
    private static final int MOST_IN_SAMPLE = 2_000;

    private final FileSystem files;
    private final Path folder;
    private final SavedModel model;
    private final int recordBytes;
    private final long[] trainedPerClass;
    private final long[] heldOutPerClass;

    TrainingSet(FileSystem files, Path folder, SavedModel model) {
        this.files = files;
        this.folder = folder;
        this.model = model;
        this.recordBytes = 1 + model.shape().bytes();
        this.trainedPerClass = new long[model.classes().size()];
        this.heldOutPerClass = new long[model.classes().size()];
    }

    String folder() {
        return folder.toString();
    }

    /** The held-out examples, as data to evaluate on. */
    String heldOut() {
        return new Path(folder, HELD_OUT_FILE).toString();
    }

    /** New examples, trained on or held out, that stand for all of them, as data to look at. */
    String sample() {
        return new Path(folder, SAMPLE).toString();
    }

    /** Whether it was written to its end. */
    boolean isWhole() throws IOException {
        return files.exists(new Path(folder, CompactFolder.DESCRIPTION));
    }

    /**
     * Writes it.
     *
     * @param buffer   records of old examples
     * @param replayed how many of them to mix in
     * @param seed     of the order and of the choice from the buffer
     */
    void write(List<Arrival> arrivals, byte[] buffer, int replayed, long seed, Step.Follower follower) throws IOException {
        files.mkdirs(folder);
        int fresh = Math.toIntExact(arrivals.stream().mapToLong(arrival -> arrival.count(Fate.TRAINED)).sum());
        int[] order = Stream.of(seed, "training set").permutation(Math.addExact(fresh, replayed));
        int[] places = new int[order.length];
        for (int place = 0; place < order.length; place++) {
            places[order[place]] = place;
        }
        List<StoredDataset.StoredFile> trained = new ArrayList<>();
        int perPass = Math.max(1, PASS_BYTES / recordBytes);
        for (int from = 0; from < places.length; from += perPass) {
            Pass pass = new Pass(places, from, Math.min(perPass, places.length - from));
            pass.take(arrivals);
            pass.take(buffer, fresh, seed);
            trained.add(write(String.format("train-%05d.bin", trained.size()), pass.records));
        }
        StoredDataset.StoredFile heldOut = writeHeldOut(arrivals);
        writeSample(arrivals, seed);
        follower.reached(Step.COPIED);
        Json.write(files, new Path(folder, CompactFolder.DESCRIPTION), new StoredDataset(StoredDataset.FORMAT_VERSION, model.classes(), model.shape(),
                model.normalization(), new StoredDataset.StoredSplit(places.length, byName(trainedPerClass), trained),
                new StoredDataset.StoredSplit(heldOut.examples(), byName(heldOutPerClass), List.of(heldOut)),
                new StoredDataset.Origin("arrivals", null, null, seed, 0)));
    }

    /** The examples of a stretch of places. */
    private final class Pass {

        private final int[] places;
        private final int from;
        private final byte[] records;

        Pass(int[] places, int from, int count) {
            this.places = places;
            this.from = from;
            this.records = new byte[Math.multiplyExact(count, recordBytes)];
        }

        void take(List<Arrival> arrivals) throws IOException {
            int[] next = {0};
            for (Arrival arrival : arrivals) {
                arrival.records((record, r) -> {
                    if (arrival.fates()[r] == Fate.TRAINED) {
                        put(next[0]++, record, 0);
                    }
                });
            }
        }

        /** Every example of the buffer once, in an order of its own each time, before any is taken again. */
        void take(byte[] buffer, int first, long seed) {
            int buffered = buffer.length / recordBytes;
            int[] order = {};
            for (int i = first; i < places.length; i++) {
                int within = (i - first) % buffered;
                if (within == 0) {
                    order = Stream.of(seed, "replay", (i - first) / buffered).permutation(buffered);
                }
                put(i, buffer, order[within] * recordBytes);
            }
        }

        private void put(int example, byte[] source, int offset) {
            long place = places[example] - (long) from;
            if (place >= 0 && place < records.length / recordBytes) {
                System.arraycopy(source, offset, records, (int) place * recordBytes, recordBytes);
                trainedPerClass[source[offset] & 0xff]++;
            }
        }
    }

    private StoredDataset.StoredFile writeHeldOut(List<Arrival> arrivals) throws IOException {
        int count = Math.toIntExact(arrivals.stream().mapToLong(arrival -> arrival.count(Fate.HELD_OUT)).sum());
        byte[] records = new byte[Math.multiplyExact(count, recordBytes)];
        int[] next = {0};
        for (Arrival arrival : arrivals) {
            arrival.records((record, r) -> {
                if (arrival.fates()[r] == Fate.HELD_OUT) {
                    System.arraycopy(record, 0, records, next[0]++ * recordBytes, recordBytes);
                    heldOutPerClass[record[0] & 0xff]++;
                }
            });
        }
        return write(HELD_OUT_FILE, records);
    }

    /** Those with the lowest of random numbers that follow from seed and pixels, in the order of these numbers: neither files nor their names matter. */
    private void writeSample(List<Arrival> arrivals, long seed) throws IOException {
        TreeMap<Long, byte[]> chosen = new TreeMap<>();
        for (Arrival arrival : arrivals) {
            arrival.records((record, r) -> {
                if (arrival.fates()[r].isUsed()) {
                    chosen.put(Stream.key(seed, "sample", arrival.fingerprints()[r]), record.clone());
                    if (chosen.size() > MOST_IN_SAMPLE) {
                        chosen.pollLastEntry();
                    }
                }
            });
        }
        byte[] records = new byte[chosen.size() * recordBytes];
        int next = 0;
        for (byte[] record : chosen.values()) {
            System.arraycopy(record, 0, records, next++ * recordBytes, recordBytes);
        }
        RecordFolder.write(files, new Path(folder, SAMPLE), records, model);
    }

    private StoredDataset.StoredFile write(String name, byte[] records) throws IOException {
        try (OutputStream out = files.create(new Path(folder, name), true)) {
            out.write(records);
        }
        return new StoredDataset.StoredFile(name, records.length / recordBytes, records.length, Sha256.hex(records));
    }

    private Map<String, Long> byName(long[] counts) {
        Map<String, Long> named = new LinkedHashMap<>();
        for (int c = 0; c < counts.length; c++) {
            named.put(model.classes().get(c), counts[c]);
        }
        return named;
    }
}
