package io.perennial.driver.run;

/**
 * One round, as a line of metrics.jsonl has it.
 *
 * @param round        from 1
 * @param epoch        epochs done at the end of the round, a fraction
 * @param examples     examples trained on so far, all workers
 * @param loss         mean training loss over the round's examples
 * @param learningRate inner learning rate of the round's last local step
 * @param seconds      where the time went
 * @param bytes        what travelled
 * @param evaluation   on the test set; null when the round had none
 */
public record RoundReport(int round, double epoch, long examples, double loss, double learningRate, Seconds seconds, Bytes bytes,
                          Evaluation evaluation) {

    /**
     * Wall-clock seconds of a round.
     *
     * @param compute   of the slowest worker's local steps
     * @param aggregate taking the average and the outer step, on the driver
     * @param broadcast encoding and publishing the parameters, on the driver
     * @param schedule  the rest: scheduling, encoding on the workers, transport, waiting
     */
    public record Seconds(double compute, double aggregate, double broadcast, double schedule) {
        public double total() {
            return compute + aggregate + broadcast + schedule;
        }
    }

    /** Encoded bytes: {@code down} parameters to every worker, {@code up} deltas from every worker. */
    public record Bytes(long down, long up) {
    }
}
