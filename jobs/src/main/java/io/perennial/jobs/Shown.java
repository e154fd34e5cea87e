package io.perennial.jobs;

import java.util.Locale;

/** Numbers as people read them, the same in every locale. */
final class Shown {

    private Shown() {
    }

    /** 1234567 as {@code 1,234,567}. */
    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** Examples per second: {@code 1,234}, or {@code 12.3} where it is little. */
    static String rate(double perSecond) {
        return perSecond < 100 ? String.format(Locale.ROOT, "%.1f", perSecond) : count(Math.round(perSecond));
    }

    /** A share of 0.4123 as {@code 41.2%}. Only all is 100.0%. */
    static String percent(double share) {
        String text = String.format(Locale.ROOT, "%.1f%%", share * 100);
        return text.equals("100.0%") && share < 1 ? "99.9%" : text;
    }

    static String loss(double nats) {
        return String.format(Locale.ROOT, "%.4f", nats);
    }

    /** {@code 42s}, {@code 3m 05s} or {@code 2h 07m}. */
    static String duration(double seconds) {
        long whole = Math.round(seconds);
        if (whole < 60) {
            return whole + "s";
        } else if (whole < 3600) {
            return String.format(Locale.ROOT, "%dm %02ds", whole / 60, whole % 60);
        }
        return String.format(Locale.ROOT, "%dh %02dm", whole / 3600, whole % 3600 / 60);
    }
}
