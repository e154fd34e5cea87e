package io.perennial.worker.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExampleOrderTest {

    @Test
    void anEpochShowsEveryExampleOnceAndTheTailBatchIsShort() {
        ExampleOrder order = new ExampleOrder(1, 0, 70, 32, ExampleOrder.stepsPerEpoch(70, 32));

        assertThat(order.count(0)).isEqualTo(32);
        assertThat(order.count(2)).isEqualTo(6);
        assertThat(epoch(order, 0, 3)).containsExactlyInAnyOrderElementsOf(upTo(70));
    }

    @Test
    void everyEpochAndEveryShardHasItsOwnOrder() {
        ExampleOrder order = new ExampleOrder(1, 0, 64, 32, 2);

        assertThat(epoch(order, 1, 2)).isNotEqualTo(epoch(order, 0, 2)).containsExactlyInAnyOrderElementsOf(upTo(64));
        assertThat(epoch(new ExampleOrder(1, 1, 64, 32, 2), 0, 2)).isNotEqualTo(epoch(order, 0, 2));
    }

    @Test
    void aShardWithOneExampleMoreLeavesOneOutWhereItWouldNeedAStepOfItsOwn() {
        long steps = ExampleOrder.stepsPerEpoch(64, 32);
        ExampleOrder larger = new ExampleOrder(1, 0, 65, 32, steps);

        assertThat(steps).isEqualTo(2);
        assertThat(epoch(larger, 0, 2)).hasSize(64).doesNotHaveDuplicates();
    }

    @Test
    void byLengthEveryExampleComesOnceAndLikeLengthsComeTogether() {
        int[] lengths = new int[1030];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = 1 + Math.floorMod(i * 37, 100);
        }
        ExampleOrder order = new ExampleOrder(1, 0, lengths.length, 32, 33, lengths);

        assertThat(epoch(order, 0, 33)).containsExactlyInAnyOrderElementsOf(upTo(lengths.length));
        assertThat(epoch(order, 1, 33)).isNotEqualTo(epoch(order, 0, 33));
        assertThat(epoch(new ExampleOrder(1, 0, lengths.length, 32, 33, lengths), 1, 33)).isEqualTo(epoch(order, 1, 33));
        int padded = 0;
        List<Integer> longest = new ArrayList<>();
        for (long step = 0; step < 33; step++) {
            int most = 0;
            for (int i = 0; i < order.count(step); i++) {
                most = Math.max(most, lengths[order.example(step, i)]);
            }
            longest.add(most);
            padded += most * order.count(step);
        }
        int tokens = IntStream.of(lengths).sum();
        assertThat(padded).isLessThan((int) (1.2 * tokens));
        assertThat(longest).as("short and long batches mixed").isNotEqualTo(longest.stream().sorted().toList());
        // The example that is left out is not always a long one.
        ExampleOrder larger = new ExampleOrder(1, 0, 65, 32, 2, IntStream.range(0, 65).toArray());
        Set<Integer> missing = new HashSet<>();
        for (int epoch = 0; epoch < 20; epoch++) {
            List<Integer> all = upTo(65);
            all.removeAll(epoch(larger, epoch, 2));
            missing.addAll(all);
        }
        assertThat(missing).hasSizeGreaterThan(10);
    }

    @Test
    void noStepIsEverEmpty() {
        for (int size = 1; size < 200; size++) {
            for (int batch : new int[] {1, 7, 32, 64}) {
                long steps = ExampleOrder.stepsPerEpoch(size, batch);
                for (int mine = size; mine <= size + 1; mine++) {
                    ExampleOrder order = new ExampleOrder(1, 0, mine, batch, steps);
                    for (long step = 0; step < steps; step++) {
                        assertThat(order.count(step)).isBetween(1, batch);
                    }
                }
            }
        }
    }

    @Test
    void aShardTooSmallForTheStepsIsRefused() {
        assertThatThrownBy(() -> new ExampleOrder(1, 0, 32, 32, 2)).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<Integer> epoch(ExampleOrder order, long epoch, long steps) {
        List<Integer> seen = new ArrayList<>();
        for (long step = epoch * steps; step < (epoch + 1) * steps; step++) {
            for (int i = 0; i < order.count(step); i++) {
                seen.add(order.example(step, i));
            }
        }
        return seen;
    }

    private static List<Integer> upTo(int n) {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            all.add(i);
        }
        return all;
    }
}
