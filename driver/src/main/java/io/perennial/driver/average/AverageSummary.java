package io.perennial.driver.average;

import java.util.List;

/**
 * What was averaged to what; average.json beside the model.
 *
 * @param out              directory
 * @param how              rule
 * @param decay            of ema; else null
 * @param statistics       of batch norm: mean or recomputed
 * @param trainingData     that they were recomputed over; null if they were not
 * @param checkpoints      in their order
 * @param heldOut          examples that greedy chose by and accuracies are on; null for none
 * @param lastAccuracy     of the last checkpoint on the held-out examples, 0..1; null without them
 * @param accuracy         of the average on the held-out examples, 0..1; null without them
 * @param parametersSha256 of the average
 */
public record AverageSummary(int formatVersion, String out, String how, Double decay, String statistics, String trainingData,
                             List<Source> checkpoints, String heldOut, Double lastAccuracy, Double accuracy, String parametersSha256) {

    /**
     * One that was looked at.
     *
     * @param accuracy on the held-out examples, 0..1; null where greedy did not choose
     * @param taken    whether it is in the average
     */
    public record Source(String directory, String parametersSha256, Double accuracy, boolean taken) {
    }
}
