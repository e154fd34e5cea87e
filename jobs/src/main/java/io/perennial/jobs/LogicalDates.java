package io.perennial.jobs;

import io.perennial.errors.InputException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;

/**
 * The dates that a command stands for, in order.
 *
 * @param first of them
 * @param last  of them, the same for one
 */
record LogicalDates(LocalDate first, LocalDate last) {

    private static final String BETWEEN = "..";

    /**
     * Reads {@code 2026-01-31} or {@code 2026-01-01..2026-01-31}.
     *
     * @throws InputException if it is neither
     */
    static LogicalDates parse(String text) {
        int between = text.indexOf(BETWEEN);
        try {
            LocalDate first = LocalDate.parse(between < 0 ? text : text.substring(0, between));
            LocalDate last = between < 0 ? first : LocalDate.parse(text.substring(between + BETWEEN.length()));
            if (last.isBefore(first)) {
                throw new InputException("--logical-date: found '" + text + "', whose last date is before its first; dates are taken in order, give the earlier one first");
            }
            return new LogicalDates(first, last);
        } catch (DateTimeException e) {
            throw new InputException("--logical-date: found '" + text + "', expected a date such as 2026-01-31, or two for all from one to the other:"
                    + " 2026-01-01..2026-01-31", e);
        }
    }

    static LogicalDates of(LocalDate one) {
        return new LogicalDates(one, one);
    }

    boolean isOne() {
        return first.equals(last);
    }

    List<LocalDate> all() {
        return first.datesUntil(last.plusDays(1)).toList();
    }

    /** What is left of them from a date on. */
    LogicalDates from(LocalDate date) {
        return new LogicalDates(date, last);
    }

    /** As the option takes it. */
    @Override
    public String toString() {
        return isOne() ? first.toString() : first + BETWEEN + last;
    }
}
