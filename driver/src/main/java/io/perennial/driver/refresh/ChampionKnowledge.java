package io.perennial.driver.refresh;

import io.perennial.datasets.Fingerprint;
import io.perennial.driver.job.RefreshJob;
import io.perennial.driver.registry.RegisteredModel;
import io.perennial.driver.registry.VersionProvenance;
import io.perennial.driver.run.ModelLook;
import io.perennial.driver.storage.SavedModel;
import io.perennial.worker.continual.StoredOutputs;
import io.perennial.worker.model.Models;
import io.perennial.worker.model.ParameterLayout;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** What the version that is refreshed, and its ancestors, left for a strategy; and what a candidate leaves in turn. */
final class ChampionKnowledge implements Knowledge {

    private final RegisteredModel registered;
    private final int version;
    private final SavedModel start;
    private final String championDirectory;
    private final ReplayBuffer buffer;
    private final TrainingSet set;
    private final Path directory;
    private final RefreshJob job;
    private final LocalDate logicalDate;
    private final Cluster cluster;
    private final Configuration hadoop;
    private final Consumer<String> progress;
    private StoredOutputs stored;
    private float[] importance;

    /**
     * @param version           that is refreshed
     * @param start             what the candidate is trained from: the champion's trained parameters, with classes that are new
     * @param championDirectory where the champion is stored, with those classes: what it says, it says as it is served
     * @param buffer    as it was before this refresh; null without one
     * @param set       that is trained on
     * @param directory where this refresh works
     */
    ChampionKnowledge(RegisteredModel registered, int version, SavedModel start, String championDirectory, ReplayBuffer buffer, TrainingSet set, Path directory,
                      RefreshJob job, LocalDate logicalDate, Cluster cluster, Configuration hadoop, Consumer<String> progress) {
        this.registered = registered;
        this.version = version;
        this.start = start;
        this.championDirectory = championDirectory;
        this.buffer = buffer;
        this.set = set;
        this.directory = directory;
        this.job = job;
        this.logicalDate = logicalDate;
        this.cluster = cluster;
        this.hadoop = hadoop;
        this.progress = progress;
    }

    /** Of those that came in with a version that kept none, what the champion says. */
    @Override
    public StoredOutputs ofBuffer() throws IOException {
        if (stored == null) {
            Optional<byte[]> kept = kept(OutputsFile.NAME);
            StoredOutputs old = kept.isPresent() ? OutputsFile.read(kept.get(), start.classes().size()) : StoredOutputs.NONE;
            stored = completed(old, buffer.records(), championDirectory, "buffer");
        }
        return stored;
    }

    @Override
    public StoredOutputs ofNewExamples() throws IOException {
        return cluster.run(ModelLook.prepare(championDirectory, set.folder(), "train", hadoop, progress).outputs());
    }

    @Override
    public float[] importance() throws IOException {
        if (importance == null) {
            Optional<byte[]> kept = kept(VectorFile.IMPORTANCE);
            if (kept.isPresent()) {
                importance = grown(VectorFile.read(kept.get()));
            } else if (job.base().isPresent()) {
                importance = fisher(championDirectory, job.base().get(), "champion");
            } else {
                progress.accept("warning: nobody knows which parameters mattered, so nothing keeps the model from forgetting; set base to what its first version was trained on");
                importance = new float[0];
            }
        }
        return importance;
    }

    @Override
    public float[] parameters() {
        return start.layout().trainable(start.parameters());
    }

    /** Of a model with perhaps fewer classes: what was not there did not matter. */
    private float[] grown(float[] kept) {
        if (kept.length == start.layout().trainable()) {
            return kept;
        }
        for (int classes = start.classes().size() - 1; classes > 0; classes--) {
            ParameterLayout then = Models.layout(Models.withClasses(start.definition(), classes));
            if (then.trainable() == kept.length) {
                float[] all = start.layout().grown(then, then.whole(kept), new float[start.layout().length()]);
                return start.layout().trainable(all);
            }
        }
        throw new IllegalStateException(VectorFile.IMPORTANCE + " has " + kept.length + " numbers, which no number of classes gives");
    }

    /**
     * What a candidate leaves.
     *
     * @param candidate its directory
     * @param records   of the buffer as it is after this refresh
     */
    byte[] keepsake(Strategy.Keepsake kind, String candidate, byte[] records) throws IOException {
        return switch (kind) {
            case NOTHING -> throw new IllegalArgumentException("nothing is kept");
            case OUTPUTS -> OutputsFile.bytes(completed(ofBuffer(), records, candidate, "kept"));
            case IMPORTANCE -> VectorFile.bytes(consolidated(fisher(candidate, set.folder(), "candidate")));
        };
    }

    static String fileOf(Strategy.Keepsake kind) {
        return switch (kind) {
            case NOTHING -> throw new IllegalArgumentException("nothing is kept");
            case OUTPUTS -> OutputsFile.NAME;
            case IMPORTANCE -> VectorFile.IMPORTANCE;
        };
    }

    private float[] consolidated(float[] own) throws IOException {
        float[] before = importance();
        float[] all = own.clone();
        for (int i = 0; i < before.length; i++) {
            all[i] += (float) (job.ewcDecay() * before[i]);
        }
        return all;
    }

    private float[] fisher(String model, String data, String purpose) {
        return cluster.run(ModelLook.prepare(model, data, "train", hadoop, progress).fisher(job.ewcExamples(), job.seed("fisher " + purpose, logicalDate)));
    }

    /** Rows for all of some records: those that are known, and what a model says of the others. */
    private StoredOutputs completed(StoredOutputs known, byte[] records, String model, String place) throws IOException {
        int recordBytes = 1 + start.shape().bytes();
        int classes = start.classes().size();
        Fingerprint fingerprint = new Fingerprint();
        TreeMap<Long, float[]> rows = new TreeMap<>();
        byte[] unknown = new byte[records.length];
        int length = 0;
        for (int offset = 0; offset < records.length; offset += recordBytes) {
            long key = fingerprint.ofRecord(records, offset, recordBytes);
            int row = known.find(key);
            if (row >= 0) {
                rows.put(key, Arrays.copyOfRange(known.rows(), row, row + classes));
            } else {
                System.arraycopy(records, offset, unknown, length, recordBytes);
                length += recordBytes;
            }
        }
        if (length > 0) {
            String folder = RecordFolder.write(registered.files(), new Path(directory, place), Arrays.copyOf(unknown, length), start);
            StoredOutputs said = cluster.run(ModelLook.prepare(model, folder, "train", hadoop, progress).outputs());
            for (int i = 0; i < said.keys().length; i++) {
                rows.put(said.keys()[i], Arrays.copyOfRange(said.rows(), i * classes, (i + 1) * classes));
            }
        }
        return StoredOutputs.of(rows, classes);
    }

    private Optional<byte[]> kept(String name) throws IOException {
        for (int ancestor : registered.lineage(version)) {
            VersionProvenance.StoredFile original = registered.provenance(ancestor).keepsake();
            VersionProvenance.StoredFile file = registered.keepsake(ancestor);
            if (file != null && original.name().equals(name) && registered.files().exists(new Path(registered.directory(ancestor), file.name()))) {
                return Optional.of(registered.read(ancestor, file));
            }
        }
        return Optional.empty();
    }
}
