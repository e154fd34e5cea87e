package io.perennial.driver.refresh;

import io.perennial.datasets.Fingerprint;
import io.perennial.datasets.OpenedSplit;
import io.perennial.datasets.RecordExamples;
import io.perennial.datasets.Shard;
import io.perennial.driver.run.ModelSession;
import io.perennial.driver.storage.SavedModel;
import io.perennial.errors.InputException;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;

/** A labelled set that a job names: the old test set, or what the first version was trained on. Read on the driver, a piece at a time. */
public final class KnownSet {

    private static final int PIECE = 4_096;

    private final OpenedSplit split;
    private final Configuration hadoop;

    private KnownSet(OpenedSplit split, Configuration hadoop) {
        this.split = split;
        this.hadoop = hadoop;
    }

    /**
     * Opens and checks it.
     *
     * @param setting for messages
     * @param name    a data set's name, a folder or a file
     * @param part    {@code train} or {@code test}
     * @throws InputException if it cannot be used, or does not fit the model
     */
    public static KnownSet open(String setting, String name, String part, SavedModel model, Configuration hadoop, Consumer<String> progress) {
        return new KnownSet(ModelSession.examples(setting, name, part, model, hadoop, progress), hadoop);
    }

    /** To look at a model with, as often as need be: opening reads every byte. */
    OpenedSplit opened() {
        return split;
    }

    long size() {
        return split.split().size();
    }

    /** Of its content, wherever it lies. */
    String sha256() {
        return split.manifest().contentSha256();
    }

    /** Gives every example as a record of its own: a label byte, then its bytes. */
    public void records(Consumer<byte[]> record) throws IOException {
        for (Shard shard : split.split().shards((int) ((size() + PIECE - 1) / PIECE))) {
            RecordExamples examples = (RecordExamples) shard.read(hadoop);
            for (int i = 0; i < examples.size(); i++) {
                byte[] one = new byte[1 + examples.shape().bytes()];
                one[0] = (byte) examples.label(i);
                examples.bytes(i, one, 1);
                record.accept(one);
            }
        }
    }

    /** Of all examples, ascending. */
    long[] fingerprints() throws IOException {
        long[] all = new long[Math.toIntExact(size())];
        int[] next = {0};
        Fingerprint fingerprint = new Fingerprint();
        records(record -> all[next[0]++] = fingerprint.of(record));
        Arrays.sort(all);
        return all;
    }
}
