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
 * @param vectors    what the driver carries from round to round, by name: the outer optimizer's and the parameter codec's state, the average for
 *                   the finished model
 * @param evaluation the last one; null before the first
 * @param firstLoss  training loss of the first local step, nats; NaN before it
 */
record RunState(int round, long step, long examples, RoundReport.Bytes bytes, float[] parameters, Map<String, float[]> vectors,
                Evaluation evaluation, double firstLoss) {

    static RunState initial(float[] parameters, Iterable<String> names) {
        Map<String, float[]> vectors = new TreeMap<>();
        names.forEach(name -> vectors.put(name, new float[parameters.length]));
        return new RunState(0, 0, 0, new RoundReport.Bytes(0, 0), parameters, vectors, null, Double.NaN);
    }

    RunState with(float[] otherParameters, Map<String, float[]> otherVectors) {
        return new RunState(round, step, examples, bytes, otherParameters, otherVectors, evaluation, firstLoss);
    }

    RunState with(Evaluation latest) {
        return new RunState(round, step, examples, bytes, parameters, vectors, latest, firstLoss);
    }
}
