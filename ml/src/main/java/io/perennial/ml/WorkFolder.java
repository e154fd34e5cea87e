package io.perennial.ml;

import io.perennial.driver.data.NewFolder;
import io.perennial.errors.InputException;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a fit keeps its data and its run: for good, or until it is closed. */
final class WorkFolder implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WorkFolder.class);

    private enum After { KEEP, REMOVE }

    private final Path path;
    private final Configuration hadoop;
    private final After after;

    private WorkFolder(Path path, Configuration hadoop, After after) {
        this.path = path;
        this.hadoop = hadoop;
        this.after = after;
    }

    /** A stage's name where a column's or a file's is needed: users choose it, dots and slashes included. */
    static String plain(String uid) {
        return uid.replaceAll("[^A-Za-z0-9_-]", "_");
    }

    /**
     * Chooses the folder.
     *
     * @param output  kept afterwards; must not be there yet
     * @param workDir holds one that is removed
     * @throws InputException if neither is given and none can be assumed to be shared with the executors
     */
    static WorkFolder make(String uid, Optional<String> output, Optional<String> workDir, JavaSparkContext spark) {
        Configuration hadoop = spark.hadoopConfiguration();
        if (output.isPresent()) {
            try {
                NewFolder.check(output.get(), hadoop);
            } catch (InputException e) {
                throw new InputException(e.getMessage().replaceFirst("^--out", "output"), e);
            }
            return new WorkFolder(new Path(output.get()), hadoop, After.KEEP);
        }
        Optional<String> checkpoints = Optional.ofNullable(spark.sc().getCheckpointDir().getOrElse(() -> null));
        String parent = workDir.or(() -> checkpoints).or(() -> spark.isLocal() ? Optional.of(System.getProperty("java.io.tmpdir")) : Optional.empty())
                .orElseThrow(() -> new InputException("workDir: not set, and with the master " + spark.master() + " there is no folder that driver and executors are"
                        + " known to share; set workDir, or a checkpoint directory (SparkContext.setCheckpointDir), to one on shared storage"));
        return new WorkFolder(new Path(parent, "perennial-" + plain(uid) + "-" + UUID.randomUUID()), hadoop, After.REMOVE);
    }

    String data() {
        return new Path(path, "data").toString();
    }

    String run() {
        return new Path(path, "run").toString();
    }

    /** The model is in memory by then: that the rest cannot be removed is no reason to lose it. */
    @Override
    public void close() {
        if (after == After.KEEP) {
            return;
        }
        try {
            path.getFileSystem(hadoop).delete(path, true);
        } catch (IOException e) {
            LOG.warn("{} could not be removed: {}", path, e.getMessage());
        }
    }
}
