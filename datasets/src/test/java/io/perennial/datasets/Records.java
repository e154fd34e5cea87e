package io.perennial.datasets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntUnaryOperator;

/** Small files of CIFAR-10 records for tests; the pixels of record {@code i} made with {@code salt} are unlike any other's. */
public final class Records {

    public static final int BYTES = 3_073;

    private Records() {
    }

    public static byte[] of(int count, int salt, IntUnaryOperator label) {
        byte[] records = new byte[count * BYTES];
        for (int i = 0; i < count; i++) {
            records[i * BYTES] = (byte) label.applyAsInt(i);
            for (int p = 1; p < BYTES; p++) {
                records[i * BYTES + p] = (byte) (p * 31 + i * 7 + salt * 101 + (p % 4 == 0 ? i >> 8 : salt));
            }
            records[i * BYTES + 1] = (byte) i;
            records[i * BYTES + 2] = (byte) (i >> 8);
            records[i * BYTES + 3] = (byte) salt;
        }
        return records;
    }

    public static Path write(Path file, byte[] records) {
        try {
            Files.createDirectories(file.getParent());
            return Files.write(file, records);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Path write(Path file, int count, int salt) {
        return write(file, of(count, salt, i -> i % 10));
    }

    /** A folder in the CIFAR-10 layout: five training files of {@code perFile} and a test file of {@code tests} records. */
    public static Path folder(Path folder, int perFile, int tests) {
        for (int b = 1; b <= 5; b++) {
            write(folder.resolve("data_batch_" + b + ".bin"), perFile, b);
        }
        write(folder.resolve("test_batch.bin"), tests, 6);
        return folder;
    }
}
