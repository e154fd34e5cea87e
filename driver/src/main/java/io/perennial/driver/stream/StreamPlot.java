package io.perennial.driver.stream;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Accuracy on old and new data over the days, with replay and without, as one SVG without script, style sheet or font of its own. */
final class StreamPlot {

    private static final int WIDTH = 900;
    private static final int HEIGHT = 430;
    private static final int LEFT = 52;
    private static final int RIGHT = 186;
    private static final int TOP = 40;
    private static final int BOTTOM = 62;
    private static final String OLD = "#1f5fa8";
    private static final String NEW = "#c2571a";
    private static final int WEEK = 7;
    private static final int LABEL_HEIGHT = 15;

    private final StringBuilder svg = new StringBuilder();
    private final int days;
    private final double highest;

    private StreamPlot(int days, double highest) {
        this.days = days;
        this.highest = highest;
    }

    static String of(StreamPlan plan, List<StreamDay> replay, List<StreamDay> finetune, StreamReport.Joint joint) {
        double most = Math.max(joint.old(), joint.fresh());
        for (List<StreamDay> each : List.of(replay, finetune)) {
            most = Math.max(most, each.stream().mapToDouble(day -> Math.max(day.old(), day.fresh())).max().orElse(0));
        }
        StreamPlot plot = new StreamPlot(replay.size(), Math.min(1, Math.ceil((most + 0.01) * 10) / 10));
        plot.frame(plan, replay);
        plot.level(joint.old(), OLD);
        plot.level(joint.fresh(), NEW);
        plot.line(finetune, StreamDay::old, OLD, true);
        plot.line(finetune, StreamDay::fresh, NEW, true);
        plot.line(replay, StreamDay::old, OLD, false);
        plot.line(replay, StreamDay::fresh, NEW, false);
        plot.marks(replay);
        plot.labels(replay.get(replay.size() - 1), finetune.get(finetune.size() - 1), joint);
        return plot.svg.append("</svg>\n").toString();
    }

    private void frame(StreamPlan plan, List<StreamDay> replay) {
        add("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">%n", WIDTH, HEIGHT);
        add("<title>Accuracy on old and new data over %d days, with replay and without</title>%n", days);
        add("<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>%n", WIDTH, HEIGHT);
        for (int tenth = 0; tenth <= (int) Math.round(highest * 10); tenth++) {
            double y = y(tenth / 10.0);
            add("<path d=\"M%d %.1fH%d\" stroke=\"#e3e3e3\"/><text x=\"%d\" y=\"%.1f\" text-anchor=\"end\" fill=\"#555555\">%d %%</text>%n", LEFT, y, WIDTH - RIGHT, LEFT - 6, y + 4, tenth * 10);
        }
        for (int day = 1; day <= days; day += WEEK) {
            add("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" fill=\"#555555\">%s</text>%n", x(day), HEIGHT - BOTTOM + 32, replay.get(day - 1).date().substring(5));
        }
        for (int day = 1; day <= days; day++) {
            String newClass = replay.get(day - 1).newClass();
            if (newClass != null) {
                add("<path d=\"M%.1f %dV%d\" stroke=\"#999999\" stroke-dasharray=\"2 3\"/><text x=\"%.1f\" y=\"%d\" fill=\"#333333\">+ %s</text>%n", x(day), TOP - 10, HEIGHT - BOTTOM, x(day) + 3,
                        TOP - 4, escaped(newClass));
            }
        }
        add("<text x=\"%d\" y=\"16\" fill=\"#222222\" font-size=\"13\">Accuracy of the published model: old data (%d classes), and what came since (%d more, and corrupted images)</text>%n", LEFT - 40,
                plan.oldClasses(), plan.classes().size() - plan.oldClasses());
    }

    private void level(double value, String colour) {
        add("<path d=\"M%d %.1fH%d\" stroke=\"%s\" stroke-dasharray=\"1 4\" stroke-width=\"1.5\"/>%n", LEFT, y(value), WIDTH - RIGHT, colour);
    }

    private void line(List<StreamDay> each, ToDoubleFunction<StreamDay> value, String colour, boolean dashed) {
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < each.size(); i++) {
            points.append(String.format(Locale.ROOT, "%s%.1f,%.1f", i == 0 ? "" : " ", x(i + 1), y(value.applyAsDouble(each.get(i)))));
        }
        add("<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%s\"%s/>%n", points, colour, dashed ? "1.5" : "2.5", dashed ? " stroke-dasharray=\"6 4\"" : "");
    }

    /** Below the days: corrupted images, files set apart, rejections, kills. */
    private void marks(List<StreamDay> replay) {
        int y = HEIGHT - BOTTOM + 12;
        for (int i = 0; i < replay.size(); i++) {
            StreamDay day = replay.get(i);
            double x = x(i + 1);
            if (day.decision() == StreamDay.Decision.REJECTED) {
                add("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" fill=\"#b00020\" font-weight=\"bold\">R</text>%n", x, y + 4);
            } else if (!day.kills().isEmpty()) {
                add("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" fill=\"#000000\">&#215;</text>%n", x, y + 4);
            } else if (!day.setApart().isEmpty()) {
                add("<circle cx=\"%.1f\" cy=\"%d\" r=\"3\" fill=\"none\" stroke=\"#b00020\"/>%n", x, y);
            } else if (day.corruption() != null) {
                add("<rect x=\"%.1f\" y=\"%d\" width=\"6\" height=\"6\" fill=\"#999999\"/>%n", x - 3, y - 3);
            }
        }
        add("<text x=\"%d\" y=\"%d\" fill=\"#555555\">&#9632; corrupted images &#160; &#9675; bad file set apart &#160; R rejected &#160; &#215; killed with SIGKILL and run again &#160; dotted: joint training</text>%n",
                LEFT, HEIGHT - 8);
    }

    private record Label(double value, String text, String colour) {
    }

    private void labels(StreamDay replay, StreamDay finetune, StreamReport.Joint joint) {
        List<Label> labels = new ArrayList<>(List.of(new Label(joint.old(), "joint, old", OLD), new Label(joint.fresh(), "joint, new", NEW),
                new Label(replay.old(), "replay, old", OLD), new Label(replay.fresh(), "replay, new", NEW), new Label(finetune.old(), "without, old", OLD),
                new Label(finetune.fresh(), "without, new", NEW)));
        labels.sort(Comparator.comparingDouble(label -> -label.value()));
        double last = TOP - LABEL_HEIGHT;
        for (Label label : labels) {
            last = Math.max(y(label.value()) + 4, last + LABEL_HEIGHT);
            add("<text x=\"%d\" y=\"%.1f\" fill=\"%s\">%s: %.1f %%</text>%n", WIDTH - RIGHT + 8, last, label.colour(), label.text(), 100 * label.value());
        }
    }

    private double x(int day) {
        return LEFT + (day - 1.0) / Math.max(1, days - 1) * (WIDTH - LEFT - RIGHT);
    }

    private double y(double value) {
        return HEIGHT - BOTTOM - value / highest * (HEIGHT - BOTTOM - TOP);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }
}
