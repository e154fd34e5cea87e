package io.perennial.driver.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.errors.InputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReplayBufferTest {

    private static final int RECORD = SmallWorld.RECORD;
    private static final List<String> NAMES = List.of("cat", "dog", "emu");

    @Test
    void itIsBoundedInBytesAndDealtEvenlyOverTheClassesThatThereAre() {
        ReplayBuffer buffer = new ReplayBuffer(RECORD, 0, 3, 31 * RECORD + 4, 1);
        offer(buffer, records(200, 40, 4));

        assertThat(buffer.size()).isEqualTo(31);
        assertThat(buffer.records()).hasSize(31 * RECORD);
        assertThat(buffer.examplesPerClass(NAMES)).as("the rare class is whole, the others share the rest").isEqualTo(Map.of("cat", 14L, "dog", 13L, "emu", 4L));
    }

    @Test
    void theOrderInWhichExamplesComeDoesNotMatterNorThatOneComesTwice() {
        List<byte[]> records = records(60, 50, 30);
        ReplayBuffer one = new ReplayBuffer(RECORD, 0, 3, 20 * RECORD, 7);
        offer(one, records);
        List<byte[]> shuffled = new ArrayList<>(records);
        shuffled.addAll(records.subList(0, 40));
        Collections.shuffle(shuffled, new Random(3));
        ReplayBuffer other = new ReplayBuffer(RECORD, 0, 3, 20 * RECORD, 7);
        offer(other, shuffled);

        assertThat(other.records()).isEqualTo(one.records());
        ReplayBuffer seeded = new ReplayBuffer(RECORD, 0, 3, 20 * RECORD, 8);
        offer(seeded, records);
        assertThat(seeded.records()).isNotEqualTo(one.records());
    }

    @Test
    void continuedFromItsRecordsItIsTheBufferOfAllExamples() {
        List<byte[]> records = records(80, 80, 80);
        ReplayBuffer atOnce = new ReplayBuffer(RECORD, 0, 3, 30 * RECORD, 7);
        offer(atOnce, records);
        ReplayBuffer first = new ReplayBuffer(RECORD, 0, 3, 30 * RECORD, 7);
        offer(first, records.subList(0, 150));
        ReplayBuffer second = new ReplayBuffer(RECORD, 0, 3, 30 * RECORD, 7);
        second.offerAll(first.records());
        offer(second, records.subList(150, records.size()));

        assertThat(second.records()).isEqualTo(atOnce.records());
    }

    @Test
    void everyExampleHasTheSameChance() {
        List<byte[]> records = records(40, 0, 0);
        int early = 0;
        int rounds = 400;
        for (int seed = 0; seed < rounds; seed++) {
            ReplayBuffer buffer = new ReplayBuffer(RECORD, 0, 3, 10 * RECORD, seed);
            offer(buffer, records);
            byte[] kept = buffer.records();
            for (int offset = 0; offset < kept.length; offset += RECORD) {
                byte[] one = Arrays.copyOfRange(kept, offset, offset + RECORD);
                early += records.subList(0, 20).stream().anyMatch(record -> Arrays.equals(record, one)) ? 1 : 0;
            }
        }
        // 4,000 draws of probability one half, without replacement: four standard deviations are below 0.03.
        assertThat(early / (10.0 * rounds)).isBetween(0.47, 0.53);
    }

    @Test
    void aBufferForNotOneExampleIsRefused() {
        assertThatThrownBy(() -> new ReplayBuffer(3073, 0, 10, 3072, 1)).isInstanceOf(InputException.class).hasMessageContaining("one example has 3073 bytes");
    }

    private static void offer(ReplayBuffer buffer, List<byte[]> records) {
        records.forEach(record -> buffer.offer(record.clone()));
    }

    /** As many of each class. */
    private static List<byte[]> records(int... counts) {
        Random random = new Random(1);
        List<byte[]> records = new ArrayList<>();
        for (int label = 0; label < counts.length; label++) {
            for (int i = 0; i < counts[label]; i++) {
                byte[] record = new byte[RECORD];
                random.nextBytes(record);
                record[0] = (byte) label;
                records.add(record);
            }
        }
        Collections.shuffle(records, random);
        return records;
    }
}
