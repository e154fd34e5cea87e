package io.perennial.driver.run;

import java.util.List;

/**
 * A network's result on a labelled set.
 *
 * @param examples  number of examples, or of tokens or words where each has a label
 * @param accuracy  share classified right, 0..1
 * @param loss      mean cross-entropy, nats
 * @param classes   names of the classes; none where they are the tokens of a vocabulary
 * @param confusion examples of true class (row) given predicted class (column)
 * @param entities  where words were tagged; otherwise null
 */
public record Evaluation(long examples, double accuracy, double loss, List<String> classes, long[][] confusion, EntityScores entities) {

    /** Of anything but tags. */
    public Evaluation(long examples, double accuracy, double loss, List<String> classes, long[][] confusion) {
        this(examples, accuracy, loss, classes, confusion, null);
    }
}
