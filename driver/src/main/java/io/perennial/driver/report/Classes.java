package io.perennial.driver.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How well each class was told from the others, from the last evaluation.
 *
 * @param all        number of classes
 * @param shown      in the order of the labels; where there are too many to read, the worst
 * @param confusion  examples of true class (row) given predicted class (column); null where there are too many classes to read
 * @param confusions the most frequent mistakes
 */
record Classes(int all, List<OneClass> shown, JsonNode confusion, List<Mistake> confusions) {

    /** So many rows and columns still fit a page. */
    private static final int MOST_IN_MATRIX = 40;
    private static final int MOST_SHOWN = 100;
    private static final int MOST_MISTAKES = 20;

    /**
     * @param examples of the class
     * @param accuracy share of them classified right; null without examples
     */
    record OneClass(String name, long examples, Double accuracy) {
    }

    /** Examples of one class that were taken for another. */
    record Mistake(String truth, String predicted, long examples) {
    }

    /** @param test the object {@code test} of result.json; null in the result where it says nothing of classes */
    static Classes of(JsonNode test) {
        List<OneClass> classes = new ArrayList<>();
        test.path("perClass").forEach(one -> classes.add(new OneClass(one.path("name").asText(), one.path("examples").asLong(),
                Curves.shown(RoundLine.number(one, "accuracy")))));
        if (classes.isEmpty()) {
            return null;
        }
        boolean readable = classes.size() <= MOST_IN_MATRIX && test.path("confusion").size() == classes.size();
        return new Classes(classes.size(), shown(classes), readable ? test.path("confusion") : null, mistakes(classes, test.path("confusion")));
    }

    private static List<OneClass> shown(List<OneClass> classes) {
        if (classes.size() <= MOST_SHOWN) {
            return classes;
        }
        return classes.stream().filter(one -> one.accuracy() != null).sorted(Comparator.comparingDouble(OneClass::accuracy))
                .limit(MOST_SHOWN).toList();
    }

    private static List<Mistake> mistakes(List<OneClass> classes, JsonNode confusion) {
        List<Mistake> mistakes = new ArrayList<>();
        for (int truth = 0; truth < Math.min(classes.size(), confusion.size()); truth++) {
            for (int predicted = 0; predicted < Math.min(classes.size(), confusion.get(truth).size()); predicted++) {
                long examples = confusion.get(truth).get(predicted).asLong();
                if (truth != predicted && examples > 0) {
                    mistakes.add(new Mistake(classes.get(truth).name(), classes.get(predicted).name(), examples));
                }
            }
        }
        // The sort is stable: equal counts stay in the order of the labels.
        mistakes.sort(Comparator.comparingLong(Mistake::examples).reversed());
        return List.copyOf(mistakes.subList(0, Math.min(MOST_MISTAKES, mistakes.size())));
    }
}
