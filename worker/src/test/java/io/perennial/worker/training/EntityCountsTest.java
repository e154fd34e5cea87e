package io.perennial.worker.training;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The counts that the script conlleval gives for the same tags. */
class EntityCountsTest {

    private static final String TAGS = "OPpLl";

    /** Letters: O, P and p for B-PER and I-PER, L and l for B-LOC and I-LOC. */
    private static int[] tags(String letters) {
        return letters.chars().map(TAGS::indexOf).toArray();
    }

    private static EntityCounts counts(String truth, String predicted) {
        EntityCounts counts = EntityCounts.none(TAGS.length());
        counts.add(tags(truth), tags(predicted), truth.length());
        return counts;
    }

    private static void check(EntityCounts counts, long[] truth, long[] predicted, long[] right) {
        assertThat(counts.truth()).containsExactly(truth);
        assertThat(counts.predicted()).containsExactly(predicted);
        assertThat(counts.right()).containsExactly(right);
    }

    @Test
    void anEntityIsRightIfTypeAndBothEndsAre() {
        check(counts("PpOLl", "PpOLl"), new long[] {1, 1}, new long[] {1, 1}, new long[] {1, 1});
        check(counts("PpOLl", "POOLl"), new long[] {1, 1}, new long[] {1, 1}, new long[] {0, 1});
        check(counts("PpOLl", "PppLl"), new long[] {1, 1}, new long[] {1, 1}, new long[] {0, 1});
        check(counts("PpO", "LlO"), new long[] {1, 0}, new long[] {0, 1}, new long[] {0, 0});
    }

    @Test
    void neighboursOfOneTypeAreToldApart() {
        check(counts("PPp", "PPp"), new long[] {2, 0}, new long[] {2, 0}, new long[] {2, 0});
        check(counts("PPp", "Ppp"), new long[] {2, 0}, new long[] {1, 0}, new long[] {0, 0});
    }

    @Test
    void anInsideThatFollowsNoEntityOfItsTypeBeginsOne() {
        check(counts("OPp", "Opp"), new long[] {1, 0}, new long[] {1, 0}, new long[] {1, 0});
        check(counts("PpL", "Ppl"), new long[] {1, 1}, new long[] {1, 1}, new long[] {1, 1});
    }

    @Test
    void onlyTheGivenWordsCountAndSentencesAddUp() {
        EntityCounts counts = EntityCounts.none(TAGS.length());
        counts.add(tags("POL"), tags("POL"), 2);
        counts.add(counts("L", "O"));
        check(counts, new long[] {1, 1}, new long[] {1, 0}, new long[] {1, 0});
    }
}
