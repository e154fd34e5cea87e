package io.perennial.driver.run;

import io.perennial.worker.training.EntityCounts;
import java.util.ArrayList;
import java.util.List;

/**
 * How well entities were found, as conlleval counts.
 *
 * @param all   of all types together
 * @param types of each
 */
public record EntityScores(Score all, List<Score> types) {

    /**
     * Of one type.
     *
     * @param truth     entities that there are
     * @param predicted entities that were found
     * @param right     of these, the right ones
     */
    public record Score(String name, long truth, long predicted, long right) {

        /** Share of the found that is right, 0..1; 0 where none was found. */
        public double precision() {
            return predicted == 0 ? 0 : (double) right / predicted;
        }

        /** Share of what there is that was found, 0..1; 0 where there is none. */
        public double recall() {
            return truth == 0 ? 0 : (double) right / truth;
        }

        /** Harmonic mean of the two. */
        public double f1() {
            return right == 0 ? 0 : 2 * precision() * recall() / (precision() + recall());
        }
    }

    /** @param classes tags: O, then B-TYPE and I-TYPE of each type */
    public static EntityScores of(EntityCounts counts, List<String> classes) {
        List<Score> types = new ArrayList<>();
        long truth = 0;
        long predicted = 0;
        long right = 0;
        for (int type = 0; type < counts.truth().length; type++) {
            types.add(new Score(classes.get(2 * type + 1).substring(2), counts.truth()[type], counts.predicted()[type], counts.right()[type]));
            truth += counts.truth()[type];
            predicted += counts.predicted()[type];
            right += counts.right()[type];
        }
        return new EntityScores(new Score("all", truth, predicted, right), List.copyOf(types));
    }
}
