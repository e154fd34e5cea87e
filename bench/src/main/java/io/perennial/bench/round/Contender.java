package io.perennial.bench.round;

/** One way to do rounds on the executors of one Spark context. */
interface Contender {

    /** As the results name it. */
    String name();

    /** Does as many rounds as the length says, after a few that are not counted. */
    Turn turn(Length length);

    /**
     * How long a turn is.
     *
     * @param localSteps of every worker in a round
     * @param counted    rounds that count
     */
    record Length(int localSteps, int counted) {

        /** Rounds before those that count: a run's first ones place, build and warm what the others use. */
        static final int UNCOUNTED = 5;

        int rounds() {
            return UNCOUNTED + counted;
        }
    }
}
