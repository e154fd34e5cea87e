package io.perennial.datasets;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Compares the classes each shard holds with those of the whole split. */
final class ShardBalance {

    /** Share of a shard that would have to change class to look like the split: below this, averaging does not suffer visibly. */
    private static final double TOLERATED = 0.15;
    /** Small shards differ by chance; only differences several times as large say something about the file. */
    private static final double TIMES_CHANCE = 3;

    private ShardBalance() {
    }

    static Optional<String> warning(byte[] labels, List<String> classes, int shards) {
        if (shards < 2 || labels.length < shards) {
            return Optional.empty();
        }
        double[] all = shares(labels, 0, labels.length, classes.size());
        int worst = -1;
        double worstDistance = 0;
        double[] worstShares = all;
        for (int s = 0; s < shards; s++) {
            int from = (int) RecordSplit.start(labels.length, s, shards);
            int to = (int) RecordSplit.start(labels.length, s + 1, shards);
            double[] shares = shares(labels, from, to, classes.size());
            double distance = distance(shares, all);
            if (distance > Math.max(TOLERATED, TIMES_CHANCE * byChance(all, to - from)) && distance > worstDistance) {
                worst = s;
                worstDistance = distance;
                worstShares = shares;
            }
        }
        if (worst < 0) {
            return Optional.empty();
        }
        int top = 0;
        for (int c = 1; c < all.length; c++) {
            if (worstShares[c] - all[c] > worstShares[top] - all[top]) {
                top = c;
            }
        }
        return Optional.of(String.format(Locale.ROOT, "shards differ in their classes: shard %d of %d is %.0f%% %s, the whole set %.0f%% (is a file sorted by class?); "
                + "workers will drift apart between averages. Shuffle the files' records once, or average more often",
                worst, shards, 100 * worstShares[top], classes.get(top), 100 * all[top]));
    }

    private static double[] shares(byte[] labels, int from, int to, int classes) {
        double[] shares = new double[classes];
        for (int i = from; i < to; i++) {
            shares[labels[i] & 0xff] += 1.0 / (to - from);
        }
        return shares;
    }

    /** Total variation distance: 0 for equal distributions, 1 for disjoint ones. */
    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int c = 0; c < a.length; c++) {
            sum += Math.abs(a[c] - b[c]);
        }
        return sum / 2;
    }

    /** Expected distance of {@code n} examples drawn at random: half the sum of the mean absolute deviations of the shares. */
    private static double byChance(double[] shares, int n) {
        double sum = 0;
        for (double share : shares) {
            sum += Math.sqrt(2 * share * (1 - share) / (Math.PI * n));
        }
        return sum / 2;
    }
}
