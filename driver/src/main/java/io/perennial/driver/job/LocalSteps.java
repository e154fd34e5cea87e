package io.perennial.driver.job;

import java.util.OptionalInt;

/**
 * How many local steps a round has.
 *
 * @param number empty where it is measured when a run is new; the run is then one of the number that was found
 */
public record LocalSteps(OptionalInt number) {

    private static final String AUTO = "auto";

    /** As a job file has them. */
    static final ValueType<LocalSteps> TYPE = new ValueType<>() {
        private final ValueType<Integer> number = ValueType.wholeNumber(1);

        @Override
        public LocalSteps parse(String text) {
            try {
                return text.equals(AUTO) ? new LocalSteps(OptionalInt.empty()) : of(number.parse(text));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(e.getMessage() + ", or " + AUTO, e);
            }
        }

        @Override
        public String expected() {
            return number.expected() + ", or " + AUTO;
        }

        @Override
        public String text(LocalSteps value) {
            return plain(value).toString();
        }

        @Override
        public Object plain(LocalSteps value) {
            return value.number().isPresent() ? (Object) value.number().getAsInt() : AUTO;
        }
    };

    static LocalSteps of(int number) {
        return new LocalSteps(OptionalInt.of(number));
    }
}
