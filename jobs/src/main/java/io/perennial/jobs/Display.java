package io.perennial.jobs;

import io.perennial.driver.run.Evaluation;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What Zeppelin draws of a paragraph's output. Everything that comes from data is escaped. */
final class Display {

    private static final String CELL = "padding:2px 6px;text-align:right";

    private Display() {
    }

    /**
     * An image to look at.
     *
     * @param png     base64
     * @param caption under it
     */
    record Picture(String png, String caption) {
    }

    /** Tabs part columns, so values have none. */
    static String table(List<String> columns, List<List<?>> rows) {
        StringBuilder table = new StringBuilder("%table ").append(line(columns));
        rows.forEach(row -> table.append('\n').append(line(row)));
        return table.toString();
    }

    private static String line(List<?> values) {
        return values.stream().map(value -> String.valueOf(value).replaceAll("\\s", " ")).collect(Collectors.joining("\t"));
    }

    /** A whole page in a frame of its own: its script runs there and nowhere else. */
    static String page(String html) {
        return "%html <iframe sandbox=\"allow-scripts\" style=\"width:100%;height:900px;border:0\" srcdoc=\"" + escape(html) + "\"></iframe>";
    }

    static String images(List<Picture> pictures) {
        StringBuilder html = new StringBuilder("%html <div style=\"display:flex;flex-wrap:wrap;gap:10px\">");
        for (Picture picture : pictures) {
            html.append("<figure style=\"margin:0;width:110px\"><img style=\"width:96px;image-rendering:pixelated\" src=\"data:image/png;base64,").append(picture.png())
                    .append("\" alt=\"\"><figcaption style=\"font-size:11px\">").append(escape(picture.caption())).append("</figcaption></figure>");
        }
        return html.append("</div>").toString();
    }

    static String confusion(Evaluation evaluation) {
        StringBuilder html = new StringBuilder("%html <table style=\"border-collapse:collapse;font-size:12px\"><tr><th style=\"").append(CELL)
                .append("\">true, predicted</th>");
        evaluation.classes().forEach(name -> html.append("<th style=\"").append(CELL).append("\">").append(escape(name)).append("</th>"));
        html.append("</tr>");
        for (int row = 0; row < evaluation.confusion().length; row++) {
            html.append("<tr><th style=\"").append(CELL).append("\">").append(escape(evaluation.classes().get(row))).append("</th>");
            long all = 0;
            for (long count : evaluation.confusion()[row]) {
                all += count;
            }
            for (int column = 0; column < evaluation.confusion()[row].length; column++) {
                long count = evaluation.confusion()[row][column];
                String colour = row == column ? "46,125,50" : "198,40,40";
                html.append(String.format(Locale.ROOT, "<td style=\"%s;background:rgba(%s,%.2f)\">%d</td>", CELL, colour, all == 0 ? 0.0 : 0.7 * count / all, count));
            }
            html.append("</tr>");
        }
        return html.append("</table>").toString();
    }

    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;").replace("'", "&#39;");
    }
}
