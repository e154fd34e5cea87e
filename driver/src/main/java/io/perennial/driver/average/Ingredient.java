package io.perennial.driver.average;

import io.perennial.driver.storage.RunDirectory;
import io.perennial.driver.storage.CheckpointStore;
import io.perennial.driver.storage.SavedModel;
import io.perennial.errors.InputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A stored model that is averaged.
 *
 * @param directory a checkpoint or a model
 * @param source    what the user gave: it, or the run it belongs to
 */
record Ingredient(String directory, String source) {

    /**
     * The stored models of the sources, in the order of the sources and of a run's rounds.
     *
     * @param last the newest so many checkpoints of each run; null for all
     * @throws InputException if a run has no checkpoint, or there is but one model in all
     */
    static List<Ingredient> find(List<String> sources, Integer last, Configuration hadoop) {
        List<Ingredient> found = new ArrayList<>();
        boolean runs = false;
        for (String source : sources) {
            RunDirectory run = RunDirectory.of(source, hadoop);
            try {
                if (run.hasRun()) {
                    runs = true;
                    found.addAll(ofRun(source, run, last));
                } else {
                    found.add(new Ingredient(source, source));
                }
            } catch (IOException e) {
                throw new InputException("cannot read " + source + ": " + e.getMessage(), e);
            }
        }
        if (last != null && !runs) {
            throw new InputException("--last: goes with run directories, found checkpoints only; leave it out");
        }
        if (found.size() < 2) {
            throw new InputException("found one checkpoint (" + found.get(0).directory() + "), an average needs two or more; "
                    + "a run keeps as many as its settings keep and checkpointEvery say");
        }
        return found;
    }

    private static List<Ingredient> ofRun(String source, RunDirectory run, Integer last) throws IOException {
        CheckpointStore store = new CheckpointStore(run);
        List<Integer> rounds = store.rounds();
        if (rounds.isEmpty()) {
            throw new InputException(source + ": the run has no checkpoint; wait for its first");
        }
        List<Integer> chosen = rounds.subList(last == null ? 0 : Math.max(0, rounds.size() - last), rounds.size());
        return chosen.stream().map(round -> new Ingredient(store.directory(round).toString(), source)).toList();
    }

    /** @throws InputException if it is not there or damaged */
    SavedModel read(Configuration hadoop) {
        return SavedModel.read(directory, hadoop);
    }

    /** The run that it belongs to, whether or not it is there. */
    String run() {
        if (!directory.equals(source)) {
            return source;
        }
        Path path = new Path(directory);
        return (path.getName().equals("model") ? path.getParent() : new Path(path, "../..")).toString();
    }
}
