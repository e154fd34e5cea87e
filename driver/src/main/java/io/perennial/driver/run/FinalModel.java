package io.perennial.driver.run;

import io.perennial.driver.outer.RunningAverage;
import java.util.Map;

/** Which parameters a finished run's model holds. */
sealed interface FinalModel {

    /** Takes a round's parameters into account; what is kept for it goes into the driver's vectors. */
    void collect(int round, float[] parameters, Map<String, float[]> vectors);

    /** Of a run that is done. */
    float[] parameters(RunState end);

    /** Those of the last round. */
    record Last() implements FinalModel {
        @Override
        public void collect(int round, float[] parameters, Map<String, float[]> vectors) {
            // the run itself keeps them
        }

        @Override
        public float[] parameters(RunState end) {
            return end.parameters();
        }
    }

    /**
     * An average over rounds: every {@code every}th, counted back from the last, of those after round {@code after}.
     *
     * @param rounds of the run
     */
    record Averaged(RunningAverage average, int after, int every, int rounds) implements FinalModel {

        private static final String VECTOR = "final average";

        @Override
        public void collect(int round, float[] parameters, Map<String, float[]> vectors) {
            if (round > after && (rounds - round) % every == 0) {
                int taken = (round - first()) / every;
                vectors.put(VECTOR, average.next(vectors.get(VECTOR), taken, parameters));
            }
        }

        /** The first round that is taken in. */
        private int first() {
            return rounds - (rounds - after - 1) / every * every;
        }

        @Override
        public float[] parameters(RunState end) {
            return end.vectors().get(VECTOR);
        }
    }
}
