package io.perennial.driver.report;

import java.util.ArrayList;
import java.util.List;

/** One self-contained page of text and tables, without a script, so that a mail or an archive shows it too. Every text is only text. */
public final class StillPage {

    private final String title;
    private final StringBuilder body = new StringBuilder();

    public StillPage(String title) {
        this.title = title;
        body.append("<div class=\"brand\">Perennial report</div>");
    }

    /** @param badge a word beside the heading; its style where it is a run's status */
    public StillPage heading(String text, String badge) {
        body.append("<h1>").append(escaped(text)).append("<span class=\"badge ").append(escaped(badge.replace(' ', '-'))).append("\">").append(escaped(badge))
                .append("</span></h1>");
        return this;
    }

    public StillPage section(String text) {
        body.append("<h2>").append(escaped(text)).append("</h2>");
        return this;
    }

    public StillPage line(String text) {
        body.append("<p>").append(escaped(text)).append("</p>");
        return this;
    }

    /** Rows of a table. */
    public static final class Table {

        private final List<String> heads;
        private final List<List<String>> rows = new ArrayList<>();

        public Table(String... heads) {
            this.heads = List.of(heads);
        }

        /** As many cells as there are heads; what looks like a number is aligned as one. */
        public Table row(String... cells) {
            rows.add(List.of(cells));
            return this;
        }
    }

    /** A table without rows is left out. */
    public StillPage table(Table table) {
        if (table.rows.isEmpty()) {
            return this;
        }
        body.append("<section class=\"card\"><div class=\"scroll\"><table><thead><tr>");
        table.heads.forEach(head -> body.append("<th>").append(escaped(head)).append("</th>"));
        body.append("</tr></thead><tbody>");
        for (List<String> row : table.rows) {
            body.append("<tr>");
            row.forEach(cell -> body.append(cell.matches("[-+]?[\\d.,]+%?") ? "<td class=\"number\">" : "<td>").append(escaped(cell)).append("</td>"));
            body.append("</tr>");
        }
        body.append("</tbody></table></div></section>");
        return this;
    }

    public String html() {
        return HtmlPage.still(title, body.toString());
    }

    private static String escaped(String text) {
        return HtmlPage.text(text);
    }
}
