package io.perennial.jobs;

import io.perennial.driver.run.EntityScores;
import io.perennial.driver.run.Evaluation;
import io.perennial.driver.run.RunResult;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Prints how a run or an evaluation ended, for people. */
final class ResultTable {

    private static final int MOST_CLASSES = 20;
    private static final int WORST_CLASSES = 10;

    private final PrintWriter out;

    ResultTable(PrintWriter out) {
        this.out = out;
    }

    void print(RunResult result) {
        Evaluation test = result.test();
        row("status", result.status().name().toLowerCase(Locale.ROOT) + (result.message() == null ? "" : ": " + result.message()));
        row("accuracy", test == null ? "not evaluated" : Shown.percent(test.accuracy()));
        row("loss", test == null ? "not evaluated" : Shown.loss(test.loss()));
        row("examples", Shown.count(result.examples()));
        row("examples/s", Shown.rate(result.examplesPerSecond()));
        row("time", Shown.duration(result.seconds()));
        row("rounds", result.rounds() + (result.resumedFrom() == null ? "" : ", continued from " + result.resumedFrom()));
        row("parametersSha256", result.parametersSha256());
        row("run", result.directory());
        if (test != null) {
            printClasses(test);
        }
        out.flush();
    }

    void print(Evaluation test) {
        row("accuracy", Shown.percent(test.accuracy()));
        row("loss", Shown.loss(test.loss()));
        row("examples", Shown.count(test.examples()));
        printClasses(test);
        out.flush();
    }

    private void row(String name, String value) {
        out.printf(Locale.ROOT, "%-17s %s%n", name, value);
    }

    private void printClasses(Evaluation test) {
        if (test.entities() != null) {
            printEntities(test.entities());
            return;
        }
        List<ClassResult> classes = ClassResult.of(test);
        if (classes.isEmpty()) {
            return;
        }
        out.println();
        if (classes.size() > MOST_CLASSES) {
            out.println("the worst " + WORST_CLASSES + " of " + classes.size() + " classes:");
            classes = classes.stream().filter(one -> one.examples() > 0)
                    .sorted(Comparator.comparingDouble(ClassResult::accuracy)).limit(WORST_CLASSES).toList();
        }
        int width = Math.max("class".length(), classes.stream().mapToInt(one -> one.name().length()).max().orElse(0));
        out.printf(Locale.ROOT, "%-" + width + "s  accuracy  examples%n", "class");
        for (ClassResult one : classes) {
            String accuracy = one.examples() == 0 ? "—" : Shown.percent(one.accuracy());
            out.printf(Locale.ROOT, "%-" + width + "s  %8s  %8s%n", one.name(), accuracy, Shown.count(one.examples()));
        }
    }

    private void printEntities(EntityScores entities) {
        out.println();
        List<EntityScores.Score> scores = new ArrayList<>(entities.types());
        scores.add(entities.all());
        int width = scores.stream().mapToInt(score -> score.name().length()).max().orElse(0);
        width = Math.max("entity".length(), width);
        out.printf(Locale.ROOT, "%-" + width + "s  precision  recall      F1  entities%n", "entity");
        for (EntityScores.Score score : scores) {
            out.printf(Locale.ROOT, "%-" + width + "s  %9s  %6s  %6s  %8s%n", score.name(), Shown.percent(score.precision()), Shown.percent(score.recall()),
                    Shown.percent(score.f1()), Shown.count(score.truth()));
        }
    }

    /**
     * One class of an evaluation.
     *
     * @param examples of the class
     * @param accuracy share of them classified right, 0..1; NaN without examples
     */
    record ClassResult(String name, long examples, double accuracy) {

        static List<ClassResult> of(Evaluation test) {
            return IntStream.range(0, test.confusion().length).mapToObj(row -> of(test, row)).toList();
        }

        private static ClassResult of(Evaluation test, int row) {
            long examples = Arrays.stream(test.confusion()[row]).sum();
            return new ClassResult(test.classes().get(row), examples, test.confusion()[row][row] / (double) examples);
        }
    }
}
