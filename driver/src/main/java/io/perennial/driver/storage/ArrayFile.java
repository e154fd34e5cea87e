package io.perennial.driver.storage;

import io.perennial.checksum.Sha256;
import io.perennial.errors.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Writes and reads files of named float32 arrays. The names and lengths live in the manifest, the file holds only numbers. */
public final class ArrayFile {

    private static final int CHUNK = 1 << 16;

    private ArrayFile() {
    }

    /**
     * Writes a file that must not exist yet.
     *
     * @param arrays written in the order of their names
     */
    public static StoredArrays write(FileSystem files, Path file, Map<String, float[]> arrays) throws IOException {
        MessageDigest digest = Sha256.digest();
        List<StoredArrays.Entry> entries = new ArrayList<>();
        long bytes = 0;
        try (OutputStream out = files.create(file, false)) {
            for (Map.Entry<String, float[]> array : new TreeMap<>(arrays).entrySet()) {
                write(array.getValue(), out, digest);
                entries.add(new StoredArrays.Entry(array.getKey(), array.getValue().length));
                bytes += (long) array.getValue().length * Float.BYTES;
            }
        }
        return new StoredArrays(file.getName(), bytes, Sha256.hex(digest), List.copyOf(entries));
    }

    private static void write(float[] values, OutputStream out, MessageDigest digest) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int first = 0; first < values.length; first += CHUNK) {
            int n = Math.min(CHUNK, values.length - first);
            chunk.clear();
            chunk.asFloatBuffer().put(values, first, n);
            out.write(chunk.array(), 0, n * Float.BYTES);
            digest.update(chunk.array(), 0, n * Float.BYTES);
        }
    }

    /**
     * Reads a file and checks it against its manifest.
     *
     * @throws DamagedFileException if it is missing, of another length or of another checksum
     */
    public static Map<String, float[]> read(FileSystem files, Path directory, StoredArrays stored) throws IOException {
        if (stored == null) {
            throw new DamagedFileException(directory, "has a manifest that lacks a file");
        }
        Path file = Inside.resolve(directory, stored.file());
        checkEntries(file, stored);
        Map<String, float[]> arrays = new TreeMap<>();
        MessageDigest digest = Sha256.digest();
        try {
            long found = files.getFileStatus(file).getLen();
            long expected = stored.arrays().stream().mapToLong(entry -> (long) entry.length() * Float.BYTES).sum();
            if (found != stored.bytes() || found != expected) {
                throw new DamagedFileException(file, "has " + found + " bytes, its manifest says " + stored.bytes());
            }
            checkFits(file, found);
            try (InputStream in = files.open(file)) {
                for (StoredArrays.Entry entry : stored.arrays()) {
                    arrays.put(entry.name(), read(entry.length(), in, digest));
                }
            }
        } catch (DamagedFileException damaged) {
            throw damaged;
        } catch (java.io.FileNotFoundException missing) {
            throw new DamagedFileException(file, "is missing");
        } catch (IOException unreadable) {
            throw new DamagedFileException(file, "cannot be read: " + unreadable.getMessage());
        }
        if (!Sha256.hex(digest).equals(stored.sha256())) {
            throw new DamagedFileException(file, "does not have the checksum of its manifest");
        }
        return arrays;
    }

    private static void checkEntries(Path file, StoredArrays stored) throws DamagedFileException {
        if (stored.arrays() == null || stored.sha256() == null) {
            throw new DamagedFileException(file, "is not described by its manifest");
        }
        for (StoredArrays.Entry entry : stored.arrays()) {
            if (entry == null || entry.name() == null || entry.length() < 0) {
                throw new DamagedFileException(file, "has a manifest with the array " + entry);
            }
        }
    }

    /** A file may be sparse: what it claims costs whoever made it nothing. */
    private static void checkFits(Path file, long bytes) {
        long heap = Runtime.getRuntime().maxMemory();
        if (bytes > heap) {
            throw new InputException(file + " holds " + (bytes >> 20) + " MiB of numbers, the heap of this JVM is " + (heap >> 20)
                    + " MiB; give it more memory (--driver-memory, --executor-memory), or check where the file comes from");
        }
    }

    private static float[] read(int length, InputStream in, MessageDigest digest) throws IOException {
        float[] values = new float[length];
        byte[] chunk = new byte[CHUNK * Float.BYTES];
        for (int first = 0; first < length; first += CHUNK) {
            int n = Math.min(CHUNK, length - first);
            if (in.readNBytes(chunk, 0, n * Float.BYTES) != n * Float.BYTES) {
                throw new java.io.EOFException("the file ends early");
            }
            digest.update(chunk, 0, n * Float.BYTES);
            ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values, first, n);
        }
        return values;
    }
}
