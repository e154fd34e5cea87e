package io.perennial.driver.job;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.DoublePredicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads and writes the values of a setting. A value is read from its text as typed, not from what YAML makes of it: YAML 1.1 takes
 * {@code 1e-3} for a string, {@code 010} for eight and {@code no} for false.
 */
public interface ValueType<T> {

    /**
     * Reads a value.
     *
     * @throws IllegalArgumentException if the text is no such value; the message completes "expected ..."
     */
    T parse(String text);

    /** Completes "expected ...". */
    String expected();

    /** The text that {@link #parse} reads back as an equal value. */
    default String text(T value) {
        return value.toString();
    }

    /** The value as {@link Job#canonical()} has it: a String, Integer, Long or Double. */
    default Object plain(T value) {
        return value;
    }

    /** Text that matches a pattern from its first to its last character. */
    static ValueType<String> string(String expected, Pattern pattern) {
        return new ValueType<>() {
            @Override
            public String parse(String text) {
                if (!pattern.matcher(text).matches()) {
                    throw new IllegalArgumentException(expected);
                }
                return text;
            }

            @Override
            public String expected() {
                return expected;
            }
        };
    }

    /** A whole number of 32 bits, at least {@code least}. */
    static ValueType<Integer> wholeNumber(int least) {
        return new ValueType<>() {
            @Override
            public Integer parse(String text) {
                return (int) whole(text, least, Integer.MAX_VALUE, expected());
            }

            @Override
            public String expected() {
                return "a whole number of at least " + least;
            }
        };
    }

    /** A whole number of 64 bits, at least {@code least}. */
    static ValueType<Long> longNumber(long least) {
        return new ValueType<>() {
            @Override
            public Long parse(String text) {
                return whole(text, least, Long.MAX_VALUE, expected());
            }

            @Override
            public String expected() {
                return least == Long.MIN_VALUE ? "a whole number" : "a whole number of at least " + least;
            }
        };
    }

    /** A finite number in a range. */
    static ValueType<Double> number(String expected, DoublePredicate range) {
        return new ValueType<>() {
            // narrower than Double.parseDouble, which also reads NaN, 1d and hexadecimal
            private final Pattern decimal = Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");

            @Override
            public Double parse(String text) {
                if (decimal.matcher(text).matches()) {
                    double value = Double.parseDouble(text);
                    if (Double.isFinite(value) && range.test(value)) {
                        return value + 0.0; // -0 is 0: one value, one text, one hash
                    }
                }
                throw new IllegalArgumentException(expected);
            }

            @Override
            public String expected() {
                return expected;
            }
        };
    }

    /** One of the constants of an enumeration: in lower case, or as {@link Named} says. */
    static <E extends Enum<E>> ValueType<E> choice(Class<E> type) {
        return new ValueType<>() {
            @Override
            public E parse(String text) {
                for (E constant : type.getEnumConstants()) {
                    if (text(constant).equals(text)) {
                        return constant;
                    }
                }
                throw new IllegalArgumentException(expected());
            }

            @Override
            public String expected() {
                E[] all = type.getEnumConstants();
                return all.length == 1 ? text(all[0]) : Arrays.stream(all).map(this::text).collect(Collectors.joining(", ", "one of ", ""));
            }

            @Override
            public String text(E value) {
                return value instanceof Named named ? named.text() : value.name().toLowerCase(Locale.ROOT);
            }

            @Override
            public Object plain(E value) {
                return text(value);
            }
        };
    }

    private static long whole(String text, long least, long most, String expected) {
        if (!text.matches("[-+]?\\d+")) {
            throw new IllegalArgumentException(expected);
        }
        BigInteger value = new BigInteger(text);
        if (value.compareTo(BigInteger.valueOf(least)) < 0) {
            throw new IllegalArgumentException(expected);
        }
        if (value.compareTo(BigInteger.valueOf(most)) > 0) {
            throw new IllegalArgumentException("a whole number of at most " + most);
        }
        return value.longValue();
    }
}
