package io.perennial.datasets.text;

import io.perennial.errors.InputException;
import java.util.List;
import java.util.Optional;

/**
 * A line of a table of texts: {@value #HEADER}, parted by tabs, nothing quoted.
 *
 * @param id    names it
 * @param label its class
 * @param text  what it says
 */
public record TsvRow(String id, String label, String text) {

    static final String HEADER = "id group date label text";
    private static final List<String> COLUMNS = List.of(HEADER.split(" "));

    /** The first line of a table, without its end. */
    public static String header() {
        return String.join("\t", COLUMNS);
    }

    /** This row as a line of a table, without its end: a tab or a line end within becomes a blank. */
    public String line() {
        return String.join("\t", plain(id), "", "", plain(label), plain(text));
    }

    private static String plain(String value) {
        return value.replaceAll("[\t\r\n]", " ");
    }

    /** @throws InputException if the first line does not name the columns */
    static void checkHeader(String line, String name) {
        String header = line.startsWith("\ufeff") ? line.substring(1) : line;
        if (!List.of(header.split("\t", -1)).equals(COLUMNS)) {
            throw new InputException(name + ": the first line is not the header " + String.join(" TAB ", COLUMNS) + " (five columns, parted by tabs)");
        }
    }

    /** A row whose label does not matter; empty if it is none. */
    public static Optional<TsvRow> unlabelled(String line) {
        String[] columns = (line.endsWith("\r") ? line.substring(0, line.length() - 1) : line).split("\t", -1);
        return columns.length == COLUMNS.size() ? Optional.of(new TsvRow(columns[0], columns[3], columns[4])) : Optional.empty();
    }

    /**
     * A row with its label.
     *
     * @param place of the line in its file, for messages
     * @throws InputException if it has not as many columns as the header, or no label
     */
    static TsvRow of(String line, String place, String name) {
        String[] columns = line.split("\t", -1);
        if (columns.length != COLUMNS.size()) {
            throw new InputException(name + ": " + place + " has " + columns.length + " columns, expected " + COLUMNS.size() + " (" + HEADER
                    + ", parted by tabs); replace tabs inside a text by blanks");
        }
        if (columns[3].isBlank()) {
            throw new InputException(name + ": " + place + " has no label");
        }
        return new TsvRow(columns[0], columns[3], columns[4]);
    }
}
