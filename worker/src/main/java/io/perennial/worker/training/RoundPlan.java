package io.perennial.worker.training;

import java.io.Serializable;

/**
 * One round's work, the same for every worker.
 *
 * @param round     from 1
 * @param firstStep local steps done before it
 * @param steps     local steps to do
 */
public record RoundPlan(int round, long firstStep, int steps) implements Serializable {
}
