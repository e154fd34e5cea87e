package io.perennial.driver.job;

import java.util.Map;

/** The value of a setting that the user did not set. */
public sealed interface Default<T> {

    /** The same in every job. */
    record Fixed<T>(T value) implements Default<T> {
    }

    /** Depends on the value of another setting; the setting has no meaning with a value that is not in the map. */
    record ByChoice<E extends Enum<E>, T>(Setting<E> chooser, Map<E, T> values) implements Default<T> {
    }

    /** A fixed value, unless the other setting, which says the same in another unit, is set. */
    record Unless<T>(T value, String otherKey) implements Default<T> {
    }

    /** Stays unset. */
    record Unset<T>(String meaning) implements Default<T> {
    }

    /** There is none: the user must choose wherever the setting has a meaning. */
    record Required<T>() implements Default<T> {
    }
}
