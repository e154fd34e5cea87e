package io.perennial.datasets;

import io.perennial.checksum.Sha256;
import io.perennial.datasets.shapes10.Shapes10;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;

/**
 * Records drawn from a seed: every executor can make them, nothing has to be stored or sent.
 *
 * @param generator what draws: {@value Shapes10#NAME}
 * @param seed      of the data set, not of a run
 * @param split     {@code train} or {@code test}
 * @param first     number of the first record in the split
 * @param count     number of records, 1 to {@link FileRange#MAX_COUNT}
 * @param sha256    of the records' bytes, in hexadecimal: tells when another version of the generator draws something else
 */
public record DrawnRange(String generator, long seed, String split, long first, int count, String sha256) implements Range {

    public DrawnRange {
        if (count < 1 || count > FileRange.MAX_COUNT) {
            throw new IllegalArgumentException("a range has 1 to " + FileRange.MAX_COUNT + " records, not " + count);
        }
    }

    @Override
    public byte[] read(Configuration hadoop) throws IOException {
        if (!generator.equals(Shapes10.NAME)) {
            throw new IOException("unknown generator \"" + generator + "\": this version of Perennial draws " + Shapes10.NAME);
        }
        Shapes10 shapes = new Shapes10(seed, split);
        byte[] records = new byte[Math.multiplyExact(count, Shapes10.RECORD_BYTES)];
        for (int i = 0; i < count; i++) {
            shapes.draw(first + i, records, i * Shapes10.RECORD_BYTES);
        }
        String found = Sha256.hex(records);
        if (!found.equals(sha256)) {
            throw new SourceChangedException(generator + " " + split, first, count,
                    "SHA-256 is " + found + ", planned was " + sha256 + " (do driver and executors run the same version of Perennial?)");
        }
        return records;
    }
}
