package io.perennial.driver.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Noise in CIFAR-10's layout, for tests in which it does not matter what is learned. */
final class NoiseImages {

    private static final int RECORD = 1 + 3 * 32 * 32;

    private NoiseImages() {
    }

    static void write(Path file, int count) throws IOException {
        byte[] records = new byte[count * RECORD];
        new Random(count).nextBytes(records);
        for (int i = 0; i < count; i++) {
            records[i * RECORD] = (byte) (i % 10);
        }
        Files.write(file, records);
    }
}
