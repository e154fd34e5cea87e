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
     * @param examples   trained on
     * @param seconds    that took
     * @param loss       of the last local step or of the last few together, nats
     * @param cpuSeconds of the process, all its threads; NaN where the engine does not look
     */
    record Done(long examples, double seconds, double loss, double cpuSeconds) {

        Done(long examples, double seconds, double loss) {
            this(examples, seconds, loss, Double.NaN);
        }

        Done withCpu(double used) {
            return new Done(examples, seconds, loss, used);
        }

        /** As it travels between processes. */
        String line() {
            return examples + " " + seconds + " " + loss + " " + cpuSeconds;
        }

        static Done parse(String line) {
            String[] words = line.split(" ");
            return new Done(Long.parseLong(words[0]), Double.parseDouble(words[1]), Double.parseDouble(words[2]), Double.parseDouble(words[3]));
        }
    }
}
