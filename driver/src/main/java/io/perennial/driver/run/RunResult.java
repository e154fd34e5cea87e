package io.perennial.driver.run;

/**
 * How a run ended: what result.json holds.
 *
 * @param status            {@code done}, {@code stopped} (a signal; a checkpoint was written),
 *                          {@code diverged} or {@code failed}
 * @param directory         run directory
 * @param model             name of the model
 * @param workers           replicas
 * @param rounds            rounds done in the whole run, before a resume included
 * @param examples          examples trained on in the whole run
 * @param examplesPerSecond of this process, over its rounds
 * @param seconds           of this process, over its rounds
 * @param bytes             of the whole run
 * @param test              last evaluation; null if there was none
 * @param parametersSha256  of the little-endian float32 parameter vector
 * @param seed              of the job
 * @param resumedFrom       round of the checkpoint continued from; null if the run was not resumed
 * @param message           for a run that diverged or failed: what happened and what to try; else null
 */
public record RunResult(Status status, String directory, String model, int workers, int rounds, long examples,
                        double examplesPerSecond, double seconds, RoundReport.Bytes bytes, Evaluation test, String parametersSha256,
                        long seed, Integer resumedFrom, String message) {

    /** How a run ended. */
    public enum Status { DONE, STOPPED, DIVERGED, FAILED }
}
