package io.perennial.driver.drift;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How far new examples are from known ones.
 *
 * @param known      known examples that were looked at
 * @param fresh      new examples that were looked at
 * @param features   one by one, from outside
 * @param embeddings what the network sees of some of them; null where there are too few
 */
public record Drift(int known, int fresh, List<Feature> features, Embeddings embeddings) {

    /**
     * A number that every example has.
     *
     * @param name          of the feature
     * @param psi           population stability index
     * @param ks            largest distance of the distribution functions, 0..1
     * @param ksProbability of so large a distance without drift, 0..1
     */
    public record Feature(String name, double psi, double ks, double ksProbability) {
    }

    /**
     * @param known       embeddings of known examples
     * @param fresh       embeddings of new examples
     * @param mmd         squared maximum mean discrepancy
     * @param probability of so large a one without drift, 0..1
     */
    public record Embeddings(int known, int fresh, double mmd, double probability) {
    }

    /**
     * Compares two samples.
     *
     * @param seed of what is random in the two-sample test
     */
    public static Drift between(Sample known, Sample fresh, long seed) {
        List<Feature> features = new ArrayList<>();
        for (int f = 0; f < known.names().size(); f++) {
            double[] before = known.feature(f);
            double[] after = fresh.feature(f);
            KolmogorovSmirnov ks = KolmogorovSmirnov.of(before, after);
            features.add(new Feature(known.names().get(f), Psi.of(before, after), ks.distance(), ks.probability()));
        }
        boolean enough = known.embeddings().length > 1 && fresh.embeddings().length > 1;
        return new Drift(known.size(), fresh.size(), features, enough ? embeddings(known.embeddings(), fresh.embeddings(), seed) : null);
    }

    private static Embeddings embeddings(float[][] known, float[][] fresh, long seed) {
        MeanDiscrepancy found = MeanDiscrepancy.of(known, fresh, seed);
        return new Embeddings(known.length, fresh.length, found.squared(), found.probability());
    }

    Feature largestPsi() {
        return features.stream().max(Comparator.comparingDouble(Feature::psi)).orElseThrow();
    }

    Feature largestKs() {
        return features.stream().max(Comparator.comparingDouble(Feature::ks)).orElseThrow();
    }
}
