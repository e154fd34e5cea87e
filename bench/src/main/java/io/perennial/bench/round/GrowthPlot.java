package io.perennial.bench.round;

import java.util.List;
import java.util.Locale;

/** Rounds' costs over parameters, both on logarithmic scales, a line for each number of workers: measured as dots, the fitted model as lines. */
final class GrowthPlot {

    private static final int WIDTH = 760;
    private static final int HEIGHT = 420;
    private static final int LEFT = 60;
    private static final int RIGHT = 130;
    private static final int TOP = 40;
    private static final int BOTTOM = 45;
    private static final int STEPS = 60;
    private static final List<String> COLOURS = List.of("#0072b2", "#009e73", "#d55e00", "#cc79a7", "#56b4e9");

    private final double leastParameters;
    private final double mostParameters;
    private final double leastTime;
    private final double mostTime;
    private final StringBuilder svg = new StringBuilder();

    private GrowthPlot(List<RoundCost> costs) {
        leastParameters = costs.stream().mapToLong(RoundCost::parameters).min().orElseThrow();
        mostParameters = costs.stream().mapToLong(RoundCost::parameters).max().orElseThrow();
        leastTime = Math.pow(10, Math.floor(Math.log10(costs.stream().mapToDouble(RoundCost::milliseconds).min().orElseThrow())));
        mostTime = Math.pow(10, Math.ceil(Math.log10(costs.stream().mapToDouble(RoundCost::milliseconds).max().orElseThrow())));
    }

    /** @param models of the driver's average and of slices */
    static String svg(List<RoundCost> costs, List<CostModel> models) {
        GrowthPlot plot = new GrowthPlot(costs);
        plot.axes();
        List<Integer> workers = costs.stream().map(RoundCost::workers).distinct().sorted().toList();
        for (CostModel model : models) {
            for (int w = 0; w < workers.size(); w++) {
                int of = workers.get(w);
                String colour = COLOURS.get(w % COLOURS.size());
                List<RoundCost> own = costs.stream().filter(cost -> cost.slices() == model.slices() && cost.workers() == of).toList();
                if (!own.isEmpty()) {
                    plot.line(model, own, colour);
                }
            }
        }
        for (int w = 0; w < workers.size(); w++) {
            plot.text(WIDTH - RIGHT + 12, TOP + 20 + 18 * w, "start", COLOURS.get(w % COLOURS.size()), workers.get(w) + (workers.get(w) == 1 ? " worker" : " workers"));
        }
        plot.text(WIDTH - RIGHT + 12, TOP + 20 + 18 * workers.size(), "start", "#333", "solid: driver");
        plot.text(WIDTH - RIGHT + 12, TOP + 38 + 18 * workers.size(), "start", "#333", "dashed: slices");
        return String.format("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">%n"
                + "<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>%n%s</svg>%n", WIDTH, HEIGHT, WIDTH, HEIGHT, plot.svg);
    }

    private void axes() {
        text(LEFT, TOP - 16, "start", "#333", "A round beyond its local steps, ms, by parameters: measured (dots) and fitted (lines)");
        for (double time = leastTime; time <= mostTime * 1.01; time *= 10) {
            rule(LEFT, y(time), WIDTH - RIGHT, y(time));
            text(LEFT - 6, y(time) + 4, "end", "#333", String.format(Locale.ROOT, "%,.0f", time));
        }
        for (double parameters = Math.pow(10, Math.ceil(Math.log10(leastParameters))); parameters <= mostParameters; parameters *= 10) {
            rule(x(parameters), TOP, x(parameters), HEIGHT - BOTTOM);
            text(x(parameters), HEIGHT - BOTTOM + 18, "middle", "#333", String.format(Locale.ROOT, "%,.0f", parameters));
        }
    }

    private void line(CostModel model, List<RoundCost> own, String colour) {
        double least = own.stream().mapToLong(RoundCost::parameters).min().orElseThrow();
        double most = own.stream().mapToLong(RoundCost::parameters).max().orElseThrow();
        StringBuilder points = new StringBuilder();
        for (int i = 0; i <= STEPS; i++) {
            double parameters = least * Math.pow(most / least, (double) i / STEPS);
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(parameters), y(model.milliseconds((long) parameters, own.get(0).workers(), own.get(0).waves()))));
        }
        svg.append(String.format("<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\"%s/>%n", points.toString().strip(), colour,
                model.slices() ? " stroke-dasharray=\"5 4\"" : ""));
        own.forEach(cost -> svg.append(String.format(Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\" stroke=\"%s\"/>%n", x(cost.parameters()),
                y(cost.milliseconds()), model.slices() ? "#fff" : colour, colour)));
    }

    private void rule(double x1, double y1, double x2, double y2) {
        svg.append(String.format(Locale.ROOT, "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>%n", x1, y1, x2, y2));
    }

    private void text(double x, double y, String anchor, String colour, String text) {
        svg.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\">%s</text>%n", x, y, anchor, colour, text));
    }

    private double x(double parameters) {
        return LEFT + (WIDTH - RIGHT - LEFT) * Math.log(parameters / leastParameters) / Math.log(mostParameters / leastParameters);
    }

    private double y(double time) {
        return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * Math.log(Math.max(time, leastTime) / leastTime) / Math.log(mostTime / leastTime);
    }
}
