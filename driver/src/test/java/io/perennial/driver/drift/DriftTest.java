package io.perennial.driver.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DriftTest {

    private static final DriftLimits LIMITS = new DriftLimits(limit(0.25), limit(0.25), limit(0.05));

    @Test
    void psiIsWhatAHandComputes() {
        double[] known = IntStream.range(0, 100).asDoubleStream().toArray();
        double[] fresh = IntStream.range(50, 100).asDoubleStream().toArray();
        // Ten bins of 10 known values; the new ones are in the upper five, 10 each.
        double empty = 0.5 / 55;
        double full = 10.5 / 55;
        double before = 10.5 / 105;
        double expected = 5 * ((empty - before) * Math.log(empty / before) + (full - before) * Math.log(full / before));
        assertThat(Psi.of(known, fresh)).isCloseTo(expected, within(1e-12));
        assertThat(Psi.of(known, known)).isZero();
        assertThat(Psi.of(new double[] {1, 1, 1, 1}, new double[] {1, 1})).as("of values that are all the same").isLessThan(0.05);
    }

    @Test
    void kolmogorovSmirnovIsWhatAHandComputes() {
        // Distribution functions after 1, 2, 3, 4: 1/4 2/4 3/4 1 and 0 0 1/2 1/2 (the last new value is 5).
        KolmogorovSmirnov found = KolmogorovSmirnov.of(new double[] {4, 1, 3, 2}, new double[] {5, 3});
        assertThat(found.distance()).isCloseTo(0.5, within(1e-12));
        assertThat(KolmogorovSmirnov.of(new double[] {1, 2, 2}, new double[] {2, 1, 2}).distance()).as("ties").isZero();
        // A table's value: the asymptotic probability of 1.36 is 0.049.
        double root = Math.sqrt(500);
        double distance = 1.36 / (root + 0.12 + 0.11 / root);
        double[] a = IntStream.range(0, 1000).mapToDouble(i -> i / 1000.0).toArray();
        double[] b = IntStream.range(0, 1000).mapToDouble(i -> i / 1000.0 + distance).toArray();
        assertThat(KolmogorovSmirnov.of(a, b).probability()).isCloseTo(0.049, within(0.003));
    }

    @Test
    void meanDiscrepancyIsWhatAHandComputes() {
        // Squared distances: 1 within each, 9, 16, 4, 9 between; their median (the fourth of 1 1 4 9 9 16) is 9.
        MeanDiscrepancy found = MeanDiscrepancy.of(new float[][] {{0}, {1}}, new float[][] {{3}, {4}}, 1);
        double within = Math.exp(-1 / 9.0);
        double between = (Math.exp(-1) + Math.exp(-16 / 9.0) + Math.exp(-4 / 9.0) + Math.exp(-1)) / 4;
        assertThat(found.squared()).isCloseTo(within + within - 2 * between, within(1e-12));
        assertThat(found.probability()).as("one of three splits is this one").isBetween(0.2, 0.5);
    }

    @Test
    void aShiftIsFoundAndNoneIsNotAndBothAlwaysTheSame() {
        Sample known = sample(1, 400, 0, 1);
        Drift none = Drift.between(known, sample(2, 300, 0, 1), 7);
        Drift shifted = Drift.between(known, sample(3, 300, 0.8, 1), 7);
        Drift wider = Drift.between(known, sample(4, 300, 0, 3), 7);

        assertThat(none.largestPsi().psi()).isLessThan(0.15);
        assertThat(none.largestKs().ksProbability()).isGreaterThan(0.05);
        assertThat(none.embeddings().probability()).isGreaterThan(0.05);
        for (Drift drift : List.of(shifted, wider)) {
            assertThat(drift.largestPsi().psi()).isGreaterThan(0.25);
            assertThat(drift.largestKs().ksProbability()).isLessThan(1e-4);
            assertThat(drift.embeddings().mmd()).isGreaterThan(0.02);
            assertThat(drift.embeddings().probability()).isEqualTo(1.0 / 201);
        }
        assertThat(Drift.between(known, sample(3, 300, 0.8, 1), 7)).isEqualTo(shifted);
    }

    @Test
    void limitsDecideWhatIsDone() {
        Drift shifted = Drift.between(sample(1, 200, 0, 1), sample(2, 200, 2, 1), 1);
        DriftReport told = DriftReport.of(shifted, LIMITS);
        assertThat(told.warnings()).hasSize(3).first().asString().startsWith("drift: PSI of number 0 is ").endsWith(", told from 0.2500 on");
        assertThat(told.held()).isEmpty();

        DriftLimits holding = new DriftLimits(limit(0.25), new DriftLimits.Limit(0.25, OptionalDouble.of(0.5)), limit(0.05));
        assertThat(DriftReport.of(shifted, holding).held()).hasValueSatisfying(why -> assertThat(why).startsWith("drift: Kolmogorov-Smirnov distance of number 0 is"));
        assertThat(DriftReport.of(Drift.between(sample(1, 200, 0, 1), sample(2, 200, 0, 1), 1), holding).warnings()).isEmpty();
    }

    private static DriftLimits.Limit limit(double warn) {
        return new DriftLimits.Limit(warn, OptionalDouble.empty());
    }

    private static Sample sample(int seed, int size, double mean, double deviation) {
        Random random = new Random(seed);
        double[][] features = new double[size][1];
        float[][] embeddings = new float[size][4];
        for (int i = 0; i < size; i++) {
            features[i][0] = mean + deviation * random.nextGaussian();
            for (int k = 0; k < 4; k++) {
                embeddings[i][k] = (float) (mean + deviation * random.nextGaussian());
            }
        }
        return new Sample(List.of("number 0"), features, embeddings);
    }
}
