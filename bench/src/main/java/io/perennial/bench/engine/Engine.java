package io.perennial.bench.engine;

/** One way to train a network in one process on one thread. */
interface Engine {

    double RATE = 0.008;
    double MOMENTUM = 0.9;
    /** Examples that go round. */
    int EXAMPLES = 2048;

    /** Takes local steps and looks at the clock in between. */
    Done train(double seconds) throws Exception;

    /**
     * What was done.
     *
     * @param examples trained on
     * @param seconds  that took
     * @param loss     of the last local step or of the last few together, nats
     */
    record Done(long examples, double seconds, double loss) {
    }
}
