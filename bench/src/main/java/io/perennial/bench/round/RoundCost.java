package io.perennial.bench.round;

/**
 * What a round was measured to cost.
 *
 * @param slices       whether its deltas were averaged in slices
 * @param parameters   of the network
 * @param workers      that trained, on {@link Setting#WORKERS} executors
 * @param milliseconds beyond the local steps
 */
record RoundCost(boolean slices, long parameters, int workers, double milliseconds) {

    /** How often an executor has a worker's task in a round. */
    int waves() {
        return (workers + Setting.WORKERS - 1) / Setting.WORKERS;
    }
}
