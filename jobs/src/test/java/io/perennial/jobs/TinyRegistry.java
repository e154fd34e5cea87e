package io.perennial.jobs;

import io.perennial.checksum.Sha256;
import io.perennial.datasets.ImageShape;
import io.perennial.datasets.Normalization;
import io.perennial.datasets.compact.StoredDataset;
import io.perennial.driver.registry.Author;
import io.perennial.driver.registry.RegisteredModel;
import io.perennial.driver.registry.Registry;
import io.perennial.driver.storage.Json;
import io.perennial.driver.storage.SavedModel;
import io.perennial.worker.model.ModelDefinition;
import io.perennial.worker.model.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.nd4j.linalg.activations.Activation;

/** A folder with a registry of one untrained model {@code pets} (of images of two by two pixels), a job that refreshes it and its data. */
public final class TinyRegistry {

    private static final int RECORD = 5;
    private static final ImageShape SHAPE = new ImageShape(1, 2, 2);

    private final Path folder;

    public TinyRegistry(Path folder) throws IOException {
        this.folder = folder;
        FileSystem files = FileSystem.getLocal(new Configuration());
        Files.createDirectories(folder.resolve("arrivals"));
        for (String name : List.of("test", "base")) {
            byte[] records = records(60, name.hashCode());
            Path directory = Files.createDirectories(folder.resolve(name));
            Files.write(directory.resolve("all.bin"), records);
            StoredDataset.StoredSplit all = new StoredDataset.StoredSplit(60, Map.of("cat", 30L, "dog", 30L),
                    List.of(new StoredDataset.StoredFile("all.bin", 60, records.length, Sha256.hex(records))));
            Json.write(files, new org.apache.hadoop.fs.Path(directory.resolve("dataset.json").toUri()),
                    new StoredDataset(1, List.of("cat", "dog"), SHAPE, Normalization.halves(1), all, all, new StoredDataset.Origin("test", null, null, 1, 0)));
        }
        Path run = Files.createDirectories(folder.resolve("run"));
        model().write(files, new org.apache.hadoop.fs.Path(run.toUri()));
        registered().publishRun(run.toString(), null, RegisteredModel.Role.CHAMPION, Author.of("test", "first"));
        Files.writeString(folder.resolve("pets-daily.yaml"), """
                model: pets
                models: %1$s/models
                arrivals: %1$s/arrivals
                test: %1$s/test
                base: %1$s/base
                settle: 0
                minExamples: 10
                batchSize: 4
                localSteps: 10
                epochs: 3
                inner.learningRate: 0.3
                replay.bytes: 100
                master: local[2]
                """.formatted(folder));
    }

    private static SavedModel model() {
        ModelDefinition definition = Models.fromConfiguration("tiny.json", new NeuralNetConfiguration.Builder().seed(1).list()
                .layer(new OutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.convolutional(2, 2, 1)).build().toJson());
        return new SavedModel(definition, List.of("cat", "dog"), SHAPE, Normalization.halves(1), Models.layout(definition), Models.initialParameters(definition, 1));
    }

    public RegisteredModel registered() {
        return Registry.at(folder.resolve("models").toString(), new Configuration()).named("pets");
    }

    public String job() {
        return folder.resolve("pets-daily.yaml").toString();
    }

    /** A file of cats (bright above) and dogs (bright below). */
    public void arrive(String name, int seed) throws IOException {
        arrive(name, records(60, seed));
    }

    /** A file of cats that are called dogs, and the other way round. */
    public void arriveMislabelled(String name, int seed) throws IOException {
        byte[] records = records(60, seed);
        for (int offset = 0; offset < records.length; offset += RECORD) {
            records[offset] = (byte) (1 - records[offset]);
        }
        arrive(name, records);
    }

    public void arrive(String name, byte[] records) throws IOException {
        Path file = Files.write(folder.resolve("arrivals").resolve(name), records);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_767_600_000_000L));
    }

    private static byte[] records(int examples, int seed) {
        Random random = new Random(seed);
        byte[] records = new byte[examples * RECORD];
        for (int r = 0; r < examples; r++) {
            records[r * RECORD] = (byte) (r % 2);
            for (int pixel = 0; pixel < 4; pixel++) {
                records[r * RECORD + 1 + pixel] = (byte) ((pixel / 2 == r % 2 ? 150 : 20) + random.nextInt(80));
            }
        }
        return records;
    }
}
