package io.perennial.driver.refresh;

import io.perennial.driver.job.RefreshJob;
import io.perennial.driver.run.Evaluation;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Decides whether a candidate is trained and published.
 *
 * @param maxDrop         of the accuracy on the old test set, 0..1
 * @param maxClassDrop    of the accuracy on a class of it, 0..1
 * @param minGain         of the accuracy on the held-out new examples, -1..1
 * @param minAccuracy     on the old test set, 0..1
 * @param maxDisagreement of the champion with the new labels, beyond its error on the old test set, 0..1
 */
public record Gate(double maxDrop, double maxClassDrop, double minGain, double minAccuracy, double maxDisagreement) {

    /** A difference of two shares that should be exactly a limit comes out a hair above or below it. */
    private static final double ROUNDING = 1e-9;

    static Gate of(RefreshJob job) {
        return new Gate(job.gateMaxDrop(), job.gateMaxClassDrop(), job.gateMinGain(), job.gateMinAccuracy(), job.gateMaxDisagreement());
    }

    /**
     * What a model was measured at.
     *
     * @param test    old test set
     * @param heldOut new examples that were not trained on
     */
    public record Measured(Evaluation test, Evaluation heldOut) {
    }

    /**
     * One thing that must hold.
     *
     * @param check  what is looked at
     * @param value  that was found
     * @param least  that is asked for
     * @param passed whether it is enough
     */
    public record Check(String check, double value, double least, boolean passed) {

        private static Check of(String check, double value, double least) {
            return new Check(check, value, least, value >= least - ROUNDING);
        }

        String failure() {
            return String.format(Locale.ROOT, "%s: %.4f, least %.4f", check, value, least);
        }
    }

    /** What all checks say together. */
    public record Verdict(boolean passed, List<Check> checks) {

        /** Why the candidate is rejected, for the history. */
        String failures() {
            return checks.stream().filter(check -> !check.passed()).map(Check::failure).collect(Collectors.joining("; "));
        }
    }

    /**
     * Whether the new labels can be believed: labels that were mixed up disagree with the champion far more often than it errs. How often it errs is known of the
     * classes of the old test set, so they are looked at, in the new examples' mix.
     *
     * @param test  the champion on the old test set
     * @param fresh the champion on new examples, none of which it has seen: those that will be trained on tell as much as those held out
     * @return the check that failed; empty if they can, or there is nothing to tell by
     */
    Optional<Check> labelTrouble(Evaluation test, Evaluation fresh) {
        double[] known = perClass(test);
        long examples = 0;
        long right = 0;
        double expected = 0;
        for (int c = 0; c < known.length; c++) {
            if (Arrays.stream(test.confusion()[c]).sum() > 0) {
                long own = Arrays.stream(fresh.confusion()[c]).sum();
                examples += own;
                right += fresh.confusion()[c][c];
                expected += own * known[c];
            }
        }
        if (examples == 0) {
            return Optional.empty();
        }
        Check check = Check.of("new labels, the champion's accuracy on them against that on the same classes of the old test set", (right - expected) / examples, -maxDisagreement);
        return check.passed() ? Optional.empty() : Optional.of(check);
    }

    Verdict judge(Measured candidate, Measured champion) {
        double[] before = perClass(champion.test());
        double[] after = perClass(candidate.test());
        int worst = 0;
        for (int c = 1; c < after.length; c++) {
            worst = after[c] - before[c] < after[worst] - before[worst] ? c : worst;
        }
        List<Check> checks = List.of(
                Check.of("old test set, accuracy against the champion's", candidate.test().accuracy() - champion.test().accuracy(), -maxDrop),
                Check.of("old test set, accuracy of class " + candidate.test().classes().get(worst) + " (the worst) against the champion's", after[worst] - before[worst],
                        -maxClassDrop),
                Check.of("old test set, accuracy", candidate.test().accuracy(), minAccuracy),
                Check.of("held-out new examples, accuracy against the champion's", candidate.heldOut().accuracy() - champion.heldOut().accuracy(), minGain));
        return new Verdict(checks.stream().allMatch(Check::passed), checks);
    }

    /** 0 for a class without examples, in both models: no difference. */
    private static double[] perClass(Evaluation evaluation) {
        double[] accuracies = new double[evaluation.confusion().length];
        for (int c = 0; c < accuracies.length; c++) {
            long examples = Arrays.stream(evaluation.confusion()[c]).sum();
            accuracies[c] = examples == 0 ? 0 : (double) evaluation.confusion()[c][c] / examples;
        }
        return accuracies;
    }
}
