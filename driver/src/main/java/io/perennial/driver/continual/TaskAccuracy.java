package io.perennial.driver.continual;

import io.perennial.worker.continual.StoredOutputs;
import java.util.List;
import java.util.Map;

/** How well a network tells the classes of each task apart, from what it says of labelled examples. */
public final class TaskAccuracy {

    /** What the network may answer (van de Ven and Tolias, "Three scenarios for continual learning", 2019). */
    public enum Scenario {
        /** Any class: nobody tells which task an example is of. */
        CLASS_INCREMENTAL,
        /** A class of the example's own task: the others are masked out of the one head. */
        TASK_INCREMENTAL
    }

    private TaskAccuracy() {
    }

    /**
     * Accuracy on each task.
     *
     * @param tasks  classes of each task; a class is in one
     * @param said   of each example; of two with equal logits the first class counts
     * @param labels by fingerprint
     * @return one a task, 0..1; NaN without examples
     */
    public static double[] of(List<List<Integer>> tasks, StoredOutputs said, Map<Long, Integer> labels, Scenario scenario) {
        int[] taskOf = new int[said.classes()];
        java.util.Arrays.fill(taskOf, -1);
        for (int task = 0; task < tasks.size(); task++) {
            for (int label : tasks.get(task)) {
                taskOf[label] = task;
            }
        }
        long[] right = new long[tasks.size()];
        long[] all = new long[tasks.size()];
        for (int i = 0; i < said.keys().length; i++) {
            int label = labels.get(said.keys()[i]);
            int task = taskOf[label];
            if (task < 0) {
                continue;
            }
            int best = -1;
            for (int c = 0; c < said.classes(); c++) {
                boolean may = scenario == Scenario.CLASS_INCREMENTAL || taskOf[c] == task;
                if (may && (best < 0 || said.rows()[i * said.classes() + c] > said.rows()[i * said.classes() + best])) {
                    best = c;
                }
            }
            all[task]++;
            right[task] += best == label ? 1 : 0;
        }
        double[] accuracies = new double[tasks.size()];
        for (int task = 0; task < accuracies.length; task++) {
            accuracies[task] = all[task] == 0 ? Double.NaN : (double) right[task] / all[task];
        }
        return accuracies;
    }
}
