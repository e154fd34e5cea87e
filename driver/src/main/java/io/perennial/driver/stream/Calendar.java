package io.perennial.driver.stream;

import io.perennial.datasets.corruption.Corruption;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What happens on which of sixty days. Days count from 1. */
final class Calendar {

    static final int DAYS = 60;
    /** Known from the first day on, the first of the data set. */
    static final int OLD_CLASSES = 6;
    static final int CLASSES = 10;
    private static final LocalDate BEFORE = LocalDate.of(2025, 12, 31);
    /** When the seventh to tenth class come for the first time. */
    private static final int[] NEW_CLASS_DAYS = {8, 16, 22, 28};
    private static final Map<Integer, Weather> WEATHER = new TreeMap<>();
    private static final Map<Integer, Trouble> TROUBLE = new TreeMap<>();

    static {
        WEATHER.put(7, new Weather(Corruption.GAUSSIAN_NOISE, 2));
        WEATHER.put(9, new Weather(Corruption.BRIGHTNESS, 3));
        WEATHER.put(12, new Weather(Corruption.DEFOCUS_BLUR, 3));
        WEATHER.put(14, new Weather(Corruption.JPEG_COMPRESSION, 3));
        WEATHER.put(18, new Weather(Corruption.SHOT_NOISE, 3));
        WEATHER.put(21, new Weather(Corruption.CONTRAST, 2));
        WEATHER.put(23, new Weather(Corruption.FOG, 3));
        WEATHER.put(26, new Weather(Corruption.PIXELATE, 4));
        WEATHER.put(29, new Weather(Corruption.IMPULSE_NOISE, 3));
        WEATHER.put(33, new Weather(Corruption.SATURATE, 4));
        WEATHER.put(38, new Weather(Corruption.SPECKLE_NOISE, 3));
        WEATHER.put(42, new Weather(Corruption.GAUSSIAN_BLUR, 4));
        WEATHER.put(46, new Weather(Corruption.GAUSSIAN_NOISE, 5));
        WEATHER.put(48, new Weather(Corruption.FOG, 5));
        WEATHER.put(52, new Weather(Corruption.CONTRAST, 3));
        WEATHER.put(55, new Weather(Corruption.JPEG_COMPRESSION, 5));
        WEATHER.put(57, new Weather(Corruption.BRIGHTNESS, 5));
        TROUBLE.put(3, Trouble.EMPTY);
        TROUBLE.put(5, Trouble.HALF_WRITTEN);
        TROUBLE.put(10, Trouble.COPY);
        TROUBLE.put(11, Trouble.OVERWRITTEN);
        TROUBLE.put(13, Trouble.OTHER_SHAPE);
        TROUBLE.put(15, Trouble.LATE);
        TROUBLE.put(19, Trouble.UNKNOWN_LABELS);
        TROUBLE.put(24, Trouble.OTHER_CHECKSUM);
        TROUBLE.put(31, Trouble.FLIPPED_LABELS);
        TROUBLE.put(34, Trouble.TEST_IMAGES);
        TROUBLE.put(40, Trouble.NOTHING);
        TROUBLE.put(44, Trouble.SEEN_BEFORE);
        TROUBLE.put(49, Trouble.DAMAGED_DESCRIPTION);
    }

    /** A corruption that all images of a day have. */
    record Weather(Corruption corruption, int severity) {

        String text() {
            return corruption.text() + " " + severity;
        }
    }

    /** What goes wrong with what is delivered. */
    enum Trouble {
        /** A file without a byte. */
        EMPTY,
        /** A file that ends within a record, and is completed a day later under its name. */
        HALF_WRITTEN,
        /** The file of the day before under another name. */
        COPY,
        /** A file that was consumed a week before is written anew, a few labels corrected. */
        OVERWRITTEN,
        /** Grey images. */
        OTHER_SHAPE,
        /** A file of three days before. */
        LATE,
        /** A fifth of the labels are of no class. */
        UNKNOWN_LABELS,
        /** The file is not the one that its description states. */
        OTHER_CHECKSUM,
        /** Every image of the day has the label of another class. */
        FLIPPED_LABELS,
        /** Images of the old test set. */
        TEST_IMAGES,
        /** Nobody delivers anything. */
        NOTHING,
        /** Most of a file was consumed before. */
        SEEN_BEFORE,
        /** The description ends in the middle. */
        DAMAGED_DESCRIPTION
    }

    private Calendar() {
    }

    static LocalDate date(int day) {
        return BEFORE.plusDays(day);
    }

    /** Classes that have come by a day. */
    static int classes(int day) {
        return OLD_CLASSES + (int) Arrays.stream(NEW_CLASS_DAYS).filter(first -> first <= day).count();
    }

    /** When images of a class come for the first time. */
    static int firstDay(int label) {
        return label < OLD_CLASSES ? 1 : NEW_CLASS_DAYS[label - OLD_CLASSES];
    }

    static Optional<Weather> weather(int day) {
        return Optional.ofNullable(WEATHER.get(day));
    }

    static Map<Integer, Weather> weather() {
        return WEATHER;
    }

    static Optional<Trouble> trouble(int day) {
        return Optional.ofNullable(TROUBLE.get(day));
    }

    /** The day that a trouble comes on. */
    static int dayOf(Trouble trouble) {
        return TROUBLE.entrySet().stream().filter(entry -> entry.getValue() == trouble).findFirst().orElseThrow().getKey();
    }
}
