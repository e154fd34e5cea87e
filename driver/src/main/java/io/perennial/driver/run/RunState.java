package io.perennial.driver.run;

import java.util.Map;
import java.util.TreeMap;

/**
 * Where a run stands on the driver, between two rounds. The workers' part is in the replicas.
 *
 * @param round      rounds done
 * @param step       local steps done by every worker
 * @param examples   trained on by all workers
 * @param bytes      travelled
 * @param parameters after the last average
 * @param outer      the outer optimizer's vectors and the parameter codec's, by name
 * @param evaluation the last one; null before the first
 * @param firstLoss  training loss of the first local step, nats; NaN before it
 */
record RunState(int round, long step, long examples, RoundReport.Bytes bytes, float[] parameters, Map<String, float[]> outer,
                Evaluation evaluation, double firstLoss) {

    static RunState initial(float[] parameters, Iterable<String> vectorNames) {
        Map<String, float[]> outer = new TreeMap<>();
        vectorNames.forEach(name -> outer.put(name, new float[parameters.length]));
        return new RunState(0, 0, 0, new RoundReport.Bytes(0, 0), parameters, outer, null, Double.NaN);
    }

    RunState with(float[] otherParameters, Map<String, float[]> otherOuter) {
        return new RunState(round, step, examples, bytes, otherParameters, otherOuter, evaluation, firstLoss);
    }

    RunState with(Evaluation latest) {
        return new RunState(round, step, examples, bytes, parameters, outer, latest, firstLoss);
    }
}
