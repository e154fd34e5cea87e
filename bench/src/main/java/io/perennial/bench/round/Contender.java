package io.perennial.bench.round;

import java.util.List;

/** One way to do rounds on the executors of one Spark context. */
interface Contender {

    /** As the results name it. */
    String name();

    /**
     * Does some rounds after a few that are not counted.
     *
     * @param localSteps of every worker in a round
     * @return wall-clock seconds of each, whatever else the rounds needed now and then (cuts, checkpoints, splits) included; where single rounds cannot be told
     *         apart, their mean as often as there were rounds
     */
    List<Round> rounds(int localSteps);

    /**
     * A round.
     *
     * @param seconds of the whole
     * @param compute of the slowest worker's local steps; NaN where the contender does not tell
     */
    record Round(double seconds, double compute) {
    }
}
