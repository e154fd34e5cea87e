package io.perennial.driver.continual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.worker.continual.StoredOutputs;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AccuracyMatrixTest {

    private static final AccuracyMatrix THREE = new AccuracyMatrix(new double[][] {{0.9, 0.2, 0.1}, {0.95, 0.8, 0.3}, {0.5, 0.6, 0.7}}, new double[] {0.1, 0.1, 0.1});

    @Test
    void numbersAreWhatAHandComputes() {
        assertThat(THREE.average()).isCloseTo((0.5 + 0.6 + 0.7) / 3, within(1e-12));
        assertThat(THREE.backwardTransfer()).isCloseTo((0.5 - 0.9 + 0.6 - 0.8) / 2, within(1e-12));
        assertThat(THREE.forwardTransfer()).isCloseTo((0.2 - 0.1 + 0.3 - 0.1) / 2, within(1e-12));
        assertThat(THREE.forgetting()).as("of the first task from 0.95, not from 0.9").isCloseTo((0.95 - 0.5 + 0.8 - 0.6) / 2, within(1e-12));
    }

    @Test
    void afterOneTaskThereIsNothingToForget() {
        AccuracyMatrix one = new AccuracyMatrix(new double[][] {{0.9, 0.2}}, new double[] {0.1, 0.1});
        assertThat(one.average()).isEqualTo(0.9);
        assertThat(one.forgetting()).isNaN();
        assertThat(one.backwardTransfer()).isNaN();
    }

    @Test
    void aMaskedHeadAnswersWithinTheTask() {
        StoredOutputs said = new StoredOutputs(new long[] {1, 2, 3}, 4, new float[] {1, 0, 2, 0, 0, 1, 0, 0, 0, 3, 1, 2});
        Map<Long, Integer> labels = Map.of(1L, 0, 2L, 1, 3L, 3);
        List<List<Integer>> tasks = List.of(List.of(0, 1), List.of(2, 3));
        assertThat(TaskAccuracy.of(tasks, said, labels, TaskAccuracy.Scenario.CLASS_INCREMENTAL)).containsExactly(0.5, 0);
        assertThat(TaskAccuracy.of(tasks, said, labels, TaskAccuracy.Scenario.TASK_INCREMENTAL)).containsExactly(1, 1);
    }
}
