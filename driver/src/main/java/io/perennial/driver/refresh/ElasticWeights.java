package io.perennial.driver.refresh;

import io.perennial.worker.continual.Objective;
import io.perennial.worker.continual.QuadraticPenalty;
import java.io.IOException;
import java.util.List;

/**
 * Online elastic weight consolidation (Schwarz et al., "Progress and Compress", ICML 2018): no old examples, but parameters that mattered
 * are held near the champion's. How much each mattered is the diagonal of the Fisher information, of which a refresh keeps {@code decay}
 * times what was and adds its own.
 *
 * @param lambda   how strongly
 * @param decay    0..1
 * @param examples that the Fisher information is estimated from, at most
 */
record ElasticWeights(double lambda, double decay, int examples) implements Strategy {

    @Override
    public Keepsake keepsake() {
        return Keepsake.IMPORTANCE;
    }

    @Override
    public Objective objective(Knowledge past) throws IOException {
        float[] importance = past.importance();
        return importance.length == 0 ? Objective.OF_LABELS : new Objective(null, List.of(new QuadraticPenalty(lambda, importance, past.parameters())));
    }
}
