package io.perennial.driver.storage;

import io.perennial.checksum.Sha256;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * JSON files: written whole or not at all, and sealed by a checksum of their own where damage must be noticed. Reading binds
 * plain records only; no class is ever named by a file.
 */
public final class Json {

    /** Where every file appears whole when it is closed. */
    private static final String OBJECTS = "s3a";
    private static final String SEAL = "sha256";
    /** No file of ours comes near. */
    private static final long LARGEST = 64L << 20;

    private static final ObjectMapper MAPPER = new ObjectMapper()
            .setSerializationInclusion(JsonInclude.Include.NON_NULL)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private Json() {
    }

    public static String line(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + value, e);
        }
    }

    public static JsonNode tree(Object value) {
        return MAPPER.valueToTree(value);
    }

    /**
     * Reads one line.
     *
     * @throws IllegalArgumentException if it is not JSON
     */
    public static JsonNode parse(String line) {
        try {
            return MAPPER.readTree(line);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** Makes a file visible whole: under another name first, then renamed. Replaces what was there. */
    public static void write(FileSystem files, Path file, Object value) throws IOException {
        write(files, file, bytes(value));
    }

    private static byte[] bytes(Object value) throws IOException {
        return (MAPPER.writer().with(SerializationFeature.INDENT_OUTPUT).writeValueAsString(value) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** As {@link #write(FileSystem, Path, Object)}, for bytes. */
    public static void write(FileSystem files, Path file, byte[] content) throws IOException {
        if (OBJECTS.equals(files.getUri().getScheme())) {
            // An object appears whole, and a rename would be a copy.
            writeInPlace(files, file, content);
            return;
        }
        Path hidden = new Path(file.getParent(), "." + file.getName() + ".writing");
        writeInPlace(files, hidden, content);
        if (!renamed(files, hidden, file)) {
            files.delete(file, false);
            if (!renamed(files, hidden, file)) {
                throw new IOException("cannot write " + file);
            }
        }
    }

    private static void writeInPlace(FileSystem files, Path file, byte[] content) throws IOException {
        try (OutputStream out = files.create(file, true)) {
            out.write(content);
        }
    }

    /** Some file systems say by an exception that there is a file of that name. */
    private static boolean renamed(FileSystem files, Path from, Path to) throws IOException {
        try {
            return files.rename(from, to);
        } catch (FileAlreadyExistsException taken) {
            return false;
        }
    }

    /** Adds a field with a checksum over all others. */
    public static void writeSealed(FileSystem files, Path file, Object value) throws IOException {
        write(files, file, sealed(value));
    }

    /** What {@link #writeSealed} writes. */
    public static byte[] sealed(Object value) throws IOException {
        ObjectNode tree = (ObjectNode) tree(value);
        tree.put(SEAL, seal(tree));
        return bytes(tree);
    }

    /** @throws DamagedFileException if the file is not JSON of that type */
    public static <T> T read(FileSystem files, Path file, Class<T> type) throws IOException {
        checkSize(files, file);
        try (InputStream in = files.open(file)) {
            T value = MAPPER.readValue(in, type);
            if (value == null) {
                throw new DamagedFileException(file, "is not the JSON it should be: null");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new DamagedFileException(file, "is not the JSON it should be: " + e.getOriginalMessage());
        }
    }

    /** @throws DamagedFileException if the file is missing, not JSON, or does not have the checksum it carries */
    public static <T> T readSealed(FileSystem files, Path file, Class<T> type) throws IOException {
        ObjectNode tree;
        try (InputStream in = open(files, file)) {
            if (!(MAPPER.readTree(in) instanceof ObjectNode object)) {
                throw new DamagedFileException(file, "is not a JSON object");
            }
            tree = object;
        } catch (FileNotFoundException missing) {
            throw new DamagedFileException(file, "is missing");
        } catch (DamagedFileException damaged) {
            throw damaged;
        } catch (IOException unreadable) {
            String first = String.valueOf(unreadable.getMessage()).lines().findFirst().orElse("");
            throw new DamagedFileException(file, "cannot be read: " + first);
        }
        JsonNode sealed = tree.remove(SEAL);
        if (sealed == null || !sealed.asText().equals(seal(tree))) {
            throw new DamagedFileException(file, "does not have the checksum it carries");
        }
        try {
            return MAPPER.treeToValue(tree, type);
        } catch (JsonProcessingException e) {
            throw new DamagedFileException(file, "is not the JSON it should be: " + e.getOriginalMessage());
        }
    }

    private static InputStream open(FileSystem files, Path file) throws IOException {
        checkSize(files, file);
        return files.open(file);
    }

    private static void checkSize(FileSystem files, Path file) throws IOException {
        long size = files.getFileStatus(file).getLen();
        if (size > LARGEST) {
            throw new DamagedFileException(file, "has " + size + " bytes, more than any file of its kind");
        }
    }

    private static String seal(ObjectNode tree) {
        return Sha256.hex(tree.toString());
    }
}
