package io.perennial.driver.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.perennial.checksum.Sha256;
import io.perennial.datasets.ImageShape;
import io.perennial.datasets.Normalization;
import io.perennial.errors.InputException;
import io.perennial.worker.model.ModelDefinition;
import io.perennial.worker.model.Models;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.RandomAccessFile;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model directory from an untrusted place: whoever made it can make its checksums too. */
class HostileModelTest {

    private static boolean deserialized;

    /** Tells when it is read as a Java object. */
    private static final class Gadget implements Serializable {
        private static final long serialVersionUID = 1;

        private void readObject(ObjectInputStream in) {
            deserialized = true;
        }
    }

    @TempDir
    Path folder;

    private Path model;
    private FileSystem files;

    @BeforeEach
    void writeAModel() throws IOException {
        files = FileSystem.getLocal(new Configuration());
        model = Files.createDirectories(folder.resolve("model"));
        ImageShape shape = new ImageShape(1, 16, 16);
        ModelDefinition lenet = Models.builtIn("lenet", shape, 2);
        new SavedModel(lenet, List.of("a", "b"), shape, Normalization.halves(1), Models.layout(lenet), Models.initialParameters(lenet, 1))
                .write(files, hadoop(model));
    }

    private static org.apache.hadoop.fs.Path hadoop(Path path) {
        return new org.apache.hadoop.fs.Path(path.toString());
    }

    private SavedModel read() {
        return SavedModel.read(model.toString(), new Configuration());
    }

    private void refused(String message) {
        assertThatThrownBy(this::read).isInstanceOf(InputException.class).hasMessageContaining(message).hasMessageNotContaining("\n");
    }

    /** Puts other content in place of a file; Hadoop's own checksum beside it would notice. */
    private void put(String file, byte[] content) throws IOException {
        Files.deleteIfExists(model.resolve("." + file + ".crc"));
        Files.write(model.resolve(file), content);
    }

    private void putSparse(String file, long bytes) throws IOException {
        Files.deleteIfExists(model.resolve("." + file + ".crc"));
        try (RandomAccessFile sparse = new RandomAccessFile(model.resolve(file).toFile(), "rw")) {
            sparse.setLength(bytes);
        }
    }

    /** Changes the manifest, and seals it as an attacker would. */
    private void forge(Consumer<ObjectNode> change) throws IOException {
        ObjectNode manifest = (ObjectNode) new ObjectMapper().readTree(model.resolve("model.json").toFile());
        manifest.remove("sha256");
        change.accept(manifest);
        Json.writeSealed(files, hadoop(model.resolve("model.json")), manifest);
    }

    private static ObjectNode parameters(JsonNode manifest) {
        return (ObjectNode) manifest.get("parameters");
    }

    private static ObjectNode array(JsonNode manifest) {
        return (ObjectNode) parameters(manifest).get("arrays").get(0);
    }

    private static byte[] gadget() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(new Gadget());
        }
        return bytes.toByteArray();
    }

    @Test
    void theModelItselfIsRead() throws IOException {
        assertThat(read().classes()).containsExactly("a", "b");
        forge(manifest -> { });
        assertThat(read().classes()).containsExactly("a", "b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.json", "configuration.json", "parameters.bin"})
    void aSerializedObjectIsNotRead(String file) throws IOException {
        put(file, gadget());
        refused(file);
        assertThat(deserialized).isFalse();
    }

    @Test
    void aSerializedObjectWithTheRightChecksumIsNoJson() throws IOException {
        byte[] gadget = gadget();
        put("configuration.json", gadget);
        forge(manifest -> manifest.put("configurationSha256", Sha256.hex(gadget)));
        refused("not JSON");
        assertThat(deserialized).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outside.bin", "/etc/passwd", "..", ".", "", " ", "a/../../b", "a\\b", "file:x", "hdfs://host/x", ".hidden", "a\u0000b"})
    void aNameThatIsNotPlainIsRefused(String name) throws IOException {
        forge(manifest -> parameters(manifest).put("file", name));
        refused("which is not a plain name");
        forge(manifest -> manifest.put("configuration", name));
        refused("which is not a plain name");
    }

    @Test
    void absurdSizesAreRefusedBeforeMemoryIsTaken() throws IOException {
        forge(manifest -> array(manifest).put("length", 1L << 60));
        refused("is not the JSON it should be");
        forge(manifest -> array(manifest).put("length", Integer.MAX_VALUE));
        refused("bytes, its manifest says");
        forge(manifest -> array(manifest).put("length", -1));
        refused("has a manifest with the array");

        long bytes = 4L * Integer.MAX_VALUE;
        putSparse("parameters.bin", bytes);
        forge(manifest -> {
            array(manifest).put("length", Integer.MAX_VALUE);
            parameters(manifest).put("bytes", bytes);
        });
        refused("holds 8191 MiB of numbers, the heap of this JVM is");
    }

    @Test
    void aManifestOfAnAbsurdSizeIsNotRead() throws IOException {
        putSparse("model.json", 1L << 40);
        refused("has 1099511627776 bytes, more than any file of its kind");
    }

    @Test
    void fewerParametersThanTheNetworkHasAreRefused() throws IOException {
        put("parameters.bin", new byte[8]);
        forge(manifest -> {
            array(manifest).put("length", 2);
            parameters(manifest).put("bytes", 8).put("sha256", Sha256.hex(new byte[8]));
        });
        refused("but stores another number");
        forge(manifest -> {
            ArrayNode slices = (ArrayNode) manifest.get("layout").get("slices");
            ObjectNode first = (ObjectNode) slices.get(0);
            slices.removeAll();
            slices.add(first.put("length", 2));
        });
        refused("stored are 2; the two do not belong together");
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "kind", "weights", "classes", "shape", "parameters", "layout", "configuration", "configurationSha256", "normalization"})
    void aFieldThatIsMissingOrOfAnotherKindIsRefused(String field) throws IOException {
        forge(manifest -> manifest.remove(field));
        refused("model: ");
        forge(manifest -> manifest.putArray(field).add("java.lang.Runtime").addObject());
        refused("model: ");
    }

    @Test
    void removingACheckpointRemovesALinkInItAndNotWhatItLeadsTo() throws IOException {
        Path outside = Files.createDirectories(folder.resolve("outside"));
        Files.writeString(outside.resolve("kept"), "kept");
        Path checkpoint = Files.createDirectories(folder.resolve("run/checkpoints/round-000001"));
        Files.createSymbolicLink(checkpoint.resolve("link"), outside);
        new CheckpointStore(RunDirectory.of(folder.resolve("run").toString(), new Configuration())).retain(5, 0, 1);

        assertThat(checkpoint).doesNotExist();
        assertThat(outside.resolve("kept")).exists();
    }
}
