package io.perennial.driver.refresh;

import io.perennial.checksum.Sha256;
import io.perennial.datasets.compact.StoredDataset;
import io.perennial.driver.job.RefreshJob;
import io.perennial.driver.job.RefreshJobFile;
import io.perennial.driver.registry.Author;
import io.perennial.driver.registry.RegisteredModel;
import io.perennial.driver.registry.Registry;
import io.perennial.driver.registry.TinyModel;
import io.perennial.driver.storage.Json;
import io.perennial.driver.storage.SavedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/**
 * A registry with one untrained model of images of two by two pixels (cats are bright above, dogs below, birds all over), an old test set, a base and a
 * folder where files arrive.
 */
public final class SmallWorld {

    static final int RECORD = 5;
    static final LocalDate MONDAY = LocalDate.of(2026, 1, 5);
    private static final List<String> CLASSES = List.of("cat", "dog");

    final Path folder;
    final RegisteredModel model;
    private final String models;
    private final SavedModel tiny = TinyModel.of(1);

    public SmallWorld(Path folder) throws IOException {
        this(folder, folder.resolve("models").toString());
    }

    /** @param models where the registry is */
    SmallWorld(Path folder, String models) throws IOException {
        this.folder = folder;
        this.models = models;
        Files.createDirectories(folder.resolve("arrivals"));
        dataset("test", 40, 1);
        dataset("base", 60, 2);
        this.model = Registry.at(models, new Configuration()).named("pets");
        String run = TinyModel.write(FileSystem.getLocal(new Configuration()), new org.apache.hadoop.fs.Path(folder.resolve("run").toUri()), 1);
        model.publishRun(run, null, RegisteredModel.Role.CHAMPION, Author.of("test", "first"));
    }

    /** A folder with a training set and another test set of cats and dogs. */
    public String pets() throws IOException {
        dataset("all", records(80, 3, r -> r % 2), "train.bin", records(40, 4, r -> r % 2), "test.bin");
        return folder.resolve("all").toString();
    }

    RefreshJob job(String... settings) {
        List<String> all = new ArrayList<>(List.of("model=pets", "models=" + models, "arrivals=" + folder.resolve("arrivals"),
                "test=" + folder.resolve("test"), "base=" + folder.resolve("base"), "settle=0", "minExamples=10", "batchSize=4", "localSteps=50", "epochs=3",
                "inner.learningRate=0.3", "gate.maxClassDrop=1"));
        if (List.of(settings).stream().noneMatch(setting -> setting.matches("strategy=(finetune|joint|ewc|lwf)"))) {
            all.add("replay.bytes=" + 20 * RECORD);
        }
        all.addAll(List.of(settings));
        return RefreshJobFile.parse("{}", "pets-daily.yaml", all);
    }

    /** A file of cats and dogs that nobody has seen. */
    Path arrive(String name, int examples, int seed) throws IOException {
        return arrive(name, records(examples, seed, r -> r % 2));
    }

    /** A folder with a dataset.json that names classes, as data import writes it. */
    void arrive(String directory, List<String> classes, byte[] records) throws IOException {
        arrive(directory + "/all.bin", records);
        int examples = records.length / RECORD;
        StoredDataset.StoredSplit all = new StoredDataset.StoredSplit(examples, Map.of(),
                List.of(new StoredDataset.StoredFile("all.bin", examples, records.length, Sha256.hex(records))));
        Json.write(FileSystem.getLocal(new Configuration()), new org.apache.hadoop.fs.Path(folder.resolve("arrivals/" + directory + "/dataset.json").toUri()),
                new StoredDataset(1, classes, tiny.shape(), tiny.normalization(), all, null, new StoredDataset.Origin("test", null, null, 1, 0)));
    }

    Path arrive(String name, byte[] content) throws IOException {
        Path file = folder.resolve("arrivals").resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
        // The ledger remembers it.
        return Files.setLastModifiedTime(file, FileTime.fromMillis(1_767_600_000_000L + content.length));
    }

    /** Images of what {@code label} says. */
    static byte[] records(int examples, int seed, IntUnaryOperator label) {
        Random random = new Random(seed);
        byte[] records = new byte[examples * RECORD];
        for (int r = 0; r < examples; r++) {
            int of = label.applyAsInt(r);
            records[r * RECORD] = (byte) of;
            for (int pixel = 0; pixel < 4; pixel++) {
                boolean bright = of == 2 || pixel / 2 == of % 2;
                records[r * RECORD + 1 + pixel] = (byte) ((bright ? 150 : 20) + random.nextInt(80));
            }
        }
        return records;
    }

    /** The same images with the other label. */
    static byte[] mislabelled(byte[] records) {
        byte[] others = records.clone();
        for (int offset = 0; offset < others.length; offset += RECORD) {
            others[offset] = (byte) (1 - others[offset]);
        }
        return others;
    }

    /** The same images with other labels: those of 0, 1, 2, ... */
    static byte[] relabelled(byte[] records, int... labels) {
        byte[] others = records.clone();
        for (int offset = 0; offset < others.length; offset += RECORD) {
            others[offset] = (byte) labels[others[offset]];
        }
        return others;
    }

    /** The same images with a tenth of the light. */
    static byte[] darkened(byte[] records) {
        byte[] others = records.clone();
        for (int i = 0; i < others.length; i++) {
            others[i] = i % RECORD == 0 ? others[i] : (byte) ((others[i] & 0xff) / 10);
        }
        return others;
    }

    private void dataset(String name, int examples, int seed) throws IOException {
        byte[] records = records(examples, seed, r -> r % 2);
        dataset(name, records, "all.bin", records, "all.bin");
    }

    private void dataset(String name, byte[] train, String trainFile, byte[] test, String testFile) throws IOException {
        Path directory = Files.createDirectories(folder.resolve(name));
        Json.write(FileSystem.getLocal(new Configuration()), new org.apache.hadoop.fs.Path(directory.resolve("dataset.json").toUri()),
                new StoredDataset(1, CLASSES, tiny.shape(), tiny.normalization(), split(directory, train, trainFile), split(directory, test, testFile),
                        new StoredDataset.Origin("test", null, null, 1, 0)));
    }

    private static StoredDataset.StoredSplit split(Path directory, byte[] records, String file) throws IOException {
        Files.write(directory.resolve(file), records);
        int examples = records.length / RECORD;
        return new StoredDataset.StoredSplit(examples, Map.of("cat", examples / 2L, "dog", examples / 2L),
                List.of(new StoredDataset.StoredFile(file, examples, records.length, Sha256.hex(records))));
    }

    /** Everything that the registry holds, by path, without what tells when and where it was made. */
    Map<String, String> state() throws IOException {
        Map<String, String> state = new TreeMap<>();
        Path root = folder.resolve("models");
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String name = root.relativize(file).toString();
                if (!file.getFileName().toString().startsWith(".") && !name.contains("/lock/") && !name.endsWith(".html") && !name.endsWith("dl4j.zip")) {
                    state.put(name, name.contains("/history/") ? withoutTime(Files.readString(file)) : Sha256.hex(Files.readAllBytes(file)));
                }
            }
        }
        return state;
    }

    private String withoutTime(String entry) throws IOException {
        Map<String, Object> fields = new LinkedHashMap<>();
        Json.parse(entry).fields().forEachRemaining(field -> fields.put(field.getKey(), field.getValue()));
        fields.keySet().removeAll(List.of("at", "sha256"));
        return Json.line(fields).replace(folder.toString(), "FOLDER");
    }
}
