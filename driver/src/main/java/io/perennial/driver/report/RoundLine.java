package io.perennial.driver.report;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a report shows of a line of metrics.jsonl. A number that the line does not have is NaN.
 *
 * @param round        from 1
 * @param epoch        epochs done, a fraction
 * @param examples     trained on so far, all workers
 * @param loss         mean training loss of the round
 * @param learningRate of the round's last local step
 * @param compute      seconds, as are the next three
 * @param down         bytes of the round
 * @param up           bytes of the round
 * @param accuracy     of the evaluation after the round, 0..1
 * @param testLoss     of the evaluation after the round
 */
record RoundLine(int round, double epoch, long examples, double loss, double learningRate, double compute, double aggregate,
                 double broadcast, double schedule, long down, long up, double accuracy, double testLoss) {

    static RoundLine of(JsonNode line) {
        JsonNode seconds = line.path("seconds");
        JsonNode evaluation = line.path("evaluation");
        return new RoundLine(line.path("round").asInt(), number(line, "epoch"), line.path("examples").asLong(), number(line, "loss"),
                number(line, "learningRate"), number(seconds, "compute"), number(seconds, "aggregate"), number(seconds, "broadcast"),
                number(seconds, "schedule"), line.path("bytes").path("down").asLong(), line.path("bytes").path("up").asLong(),
                number(evaluation, "accuracy"), number(evaluation, "loss"));
    }

    boolean evaluated() {
        return !Double.isNaN(accuracy) || !Double.isNaN(testLoss);
    }

    /** Another round line with the result of an evaluation. */
    RoundLine with(double evaluatedAccuracy, double evaluatedLoss) {
        return new RoundLine(round, epoch, examples, loss, learningRate, compute, aggregate, broadcast, schedule, down, up,
                evaluatedAccuracy, evaluatedLoss);
    }

    static double number(JsonNode object, String name) {
        return object.path(name).isNumber() ? object.path(name).asDouble() : Double.NaN;
    }
}
