package io.perennial.driver.refresh;

import io.perennial.worker.continual.StoredOutputs;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Stored outputs as a file of a version: the number of classes, then of each example its fingerprint and a number for each class; little-endian. */
final class OutputsFile {

    static final String NAME = "outputs.bin";

    private OutputsFile() {
    }

    static byte[] bytes(StoredOutputs outputs) {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES + outputs.keys().length * rowBytes(outputs.classes())).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(outputs.classes());
        for (int i = 0; i < outputs.keys().length; i++) {
            bytes.putLong(outputs.keys()[i]);
            for (int c = 0; c < outputs.classes(); c++) {
                bytes.putFloat(outputs.rows()[i * outputs.classes() + c]);
            }
        }
        return bytes.array();
    }

    /** Of one example. */
    static int rowBytes(int classes) {
        return Long.BYTES + classes * Float.BYTES;
    }

    /** As it was written. */
    static StoredOutputs read(byte[] content) {
        return read(content, ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).getInt());
    }

    /** @param classes of the model now: those that were not there then have no number */
    static StoredOutputs read(byte[] content, int classes) {
        ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        int then = bytes.getInt();
        long[] keys = new long[bytes.remaining() / rowBytes(then)];
        float[] rows = new float[keys.length * classes];
        Arrays.fill(rows, Float.NaN);
        for (int i = 0; i < keys.length; i++) {
            keys[i] = bytes.getLong();
            for (int c = 0; c < then; c++) {
                rows[i * classes + c] = bytes.getFloat();
            }
        }
        return new StoredOutputs(keys, classes, rows);
    }
}
