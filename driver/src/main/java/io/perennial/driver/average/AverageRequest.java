package io.perennial.driver.average;

import io.perennial.driver.job.FinalStatistics;
import io.perennial.errors.InputException;
import java.util.List;

/**
 * What is to be averaged, and how.
 *
 * @param sources      run directories (all their checkpoints), checkpoints and models, in order
 * @param how          rule
 * @param decay        of {@link How#EMA}: share of the average that the next checkpoint leaves, between 0 and 1; else null
 * @param last         the newest so many checkpoints of each run; null for all
 * @param statistics   of batch norm: averaged like the rest, or recomputed
 * @param trainingData to recompute them over; null for what the run was trained on
 * @param heldOut      labelled examples that were not trained on: greedy chooses by them, other rules report on them; null for none
 * @param out          directory to make
 */
public record AverageRequest(List<String> sources, How how, Double decay, Integer last, FinalStatistics statistics, String trainingData,
                             String heldOut, String out) {

    /** Share that is left where no decay is given. */
    public static final double DEFAULT_DECAY = 0.5;

    public AverageRequest {
        sources = List.copyOf(sources);
        if (decay != null && how != How.EMA) {
            throw new InputException("--decay: found with --how " + name(how) + ", goes with ema only; leave it out");
        }
        if (decay != null && !(decay > 0 && decay < 1)) {
            throw new InputException("--decay: found " + decay + ", expected a number above 0 and below 1");
        }
        if (last != null && last < 1) {
            throw new InputException("--last: found " + last + ", expected a whole number of at least 1");
        }
        if (how == How.GREEDY && heldOut == null) {
            throw new InputException("--how greedy: needs --data, labelled examples that were not trained on, to choose by");
        }
        if (trainingData != null && statistics != FinalStatistics.RECOMPUTED) {
            throw new InputException("--training-data: goes with --statistics recomputed only; leave it out");
        }
    }

    static String name(How how) {
        return how.name().toLowerCase(java.util.Locale.ROOT);
    }
}
