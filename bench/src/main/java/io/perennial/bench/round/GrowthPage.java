package io.perennial.bench.round;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was measured of rounds' growth, the model fitted to it, and what that projects, as Markdown. */
final class GrowthPage {

    private static final int[] EXECUTORS = {8, 16, 64, 256, 1024};
    private static final long[] PARAMETERS = {1_000_000, 10_000_000, 100_000_000};
    private static final double[] GIGABITS = {10, 100};
    /** Of a local step, for "from which H": what a network takes is the reader's to put in its place. */
    static final double STEP_MS = 100;
    private static final double SHARE = 0.05;

    private final List<RoundCost> costs;
    private final List<CostModel> models;

    /** @param models of the driver's average and of slices */
    GrowthPage(List<RoundCost> costs, List<CostModel> models) {
        this.costs = costs;
        this.models = models;
    }

    /** Milliseconds, and in brackets by how much the model is off. */
    String measured() {
        List<Integer> workers = costs.stream().map(RoundCost::workers).distinct().sorted().toList();
        StringBuilder table = head("parameters | averaged", workers.stream().map(w -> w + (w == 1 ? " worker" : " workers")).toList());
        for (long parameters : costs.stream().map(RoundCost::parameters).distinct().sorted().toList()) {
            for (CostModel model : models) {
                table.append(String.format(Locale.ROOT, "| %,d | %s |", parameters, averaged(model)));
                for (int of : workers) {
                    table.append(costs.stream().filter(cost -> cost.parameters() == parameters && cost.slices() == model.slices() && cost.workers() == of).findFirst()
                            .map(cost -> String.format(Locale.ROOT, " %,.0f (%+.0f %%) |", cost.milliseconds(), 100 * model.error(cost))).orElse("  |"));
                }
                table.append('\n');
            }
        }
        return table.toString();
    }

    /** The fitted rates. */
    String rates() {
        StringBuilder table = head("milliseconds for", models.stream().map(GrowthPage::averaged).toList());
        for (int term = 0; term < CostModel.TERMS.size(); term++) {
            table.append("| ").append(CostModel.TERMS.get(term)).append(" |");
            for (CostModel model : models) {
                table.append(model.slices() && term == CostModel.TERMS.size() - 1 ? "  |" : String.format(Locale.ROOT, " %.2f |", model.rates()[term]));
            }
            table.append('\n');
        }
        for (CostModel model : models) {
            double[] errors = costs.stream().filter(cost -> cost.slices() == model.slices()).mapToDouble(cost -> 100 * Math.abs(model.error(cost))).sorted().toArray();
            table.append(String.format(Locale.ROOT, "%n%s: of %d points half are within %.0f %%, the worst is off by %.0f %%.", capital(averaged(model)), errors.length,
                    errors[errors.length / 2], errors[errors.length - 1]));
        }
        return table.append('\n').toString();
    }

    /** Seconds of a round beyond the local steps and, after the slash, from which H they are under 5 % of it. */
    String projection() {
        List<String> columns = new ArrayList<>();
        for (int executors : EXECUTORS) {
            columns.add(executors + " executors");
        }
        StringBuilder table = head("parameters | Gbit/s | averaged", columns);
        for (long parameters : PARAMETERS) {
            for (double gigabits : GIGABITS) {
                for (CostModel model : models) {
                    table.append(String.format(Locale.ROOT, "| %,d | %.0f | %s |", parameters, gigabits, averaged(model)));
                    for (int executors : EXECUTORS) {
                        double cost = model.projected(parameters, executors, gigabits);
                        table.append(String.format(Locale.ROOT, " %.2f / %,.0f |", cost / 1e3, Math.ceil(cost * (1 - SHARE) / SHARE / STEP_MS)));
                    }
                    table.append('\n');
                }
            }
        }
        return table.toString();
    }

    private static StringBuilder head(String first, List<String> columns) {
        int all = first.split("\\|").length + columns.size();
        return new StringBuilder("\n| ").append(first).append(" | ").append(String.join(" | ", columns)).append(" |\n|").append("---|".repeat(all)).append('\n');
    }

    private static String averaged(CostModel model) {
        return model.slices() ? "in slices" : "on the driver";
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
