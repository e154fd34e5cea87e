package io.perennial.driver.run;

/**
 * What a run is about to do.
 *
 * @param directory       run directory
 * @param parameters      length of the parameter vector
 * @param workers         replicas
 * @param slots           tasks that can run at once
 * @param trainExamples   examples of the training set
 * @param testExamples    examples of the test set
 * @param stepsPerEpoch   local steps of each worker in one epoch
 * @param localSteps      of every worker in a full round
 * @param rounds          rounds of the whole run
 * @param firstRound      the round about to be done, from 1; greater than 1 after a resume
 * @param examplesPerRound examples of all workers in a full round
 */
public record RunStart(String directory, long parameters, int workers, int slots, long trainExamples, long testExamples,
                       long stepsPerEpoch, int localSteps, int rounds, int firstRound, long examplesPerRound) {
}
