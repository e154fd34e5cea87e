package io.perennial.driver.job;

import io.perennial.errors.InputException;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A setting of a job file, declared once in {@link JobSettings}: reading, checking, {@code --explain} and the documentation
 * follow from the declaration.
 *
 * @param key      name in the job file, with its group before a dot
 * @param type     reads and checks one value
 * @param fallback value when the user set none
 * @param effect   whether a resumed run must agree on it
 * @param use      in which jobs it has a meaning
 * @param doc      one line for the user, with units
 */
public record Setting<T>(String key, ValueType<T> type, Default<T> fallback, Effect effect, Use use, String doc) {

    /** In which jobs a setting has a meaning. Set elsewhere, it is refused rather than ignored. */
    public sealed interface Use {

        /** In every job. */
        record Always() implements Use {
        }

        /** In jobs where {@code chooser} has one of {@code values}. */
        record With<E extends Enum<E>>(Setting<E> chooser, Set<E> values) implements Use {

            /** For messages: {@code schedule.name step or cosine}. */
            @Override
            public String toString() {
                return chooser.key() + " " + values.stream().map(chooser.type()::text).collect(Collectors.joining(" or "));
            }
        }
    }

    public Setting {
        Objects.requireNonNull(key);
        Objects.requireNonNull(doc);
    }

    static <T> Setting<T> of(String key, ValueType<T> type, Effect effect, String doc) {
        return new Setting<>(key, type, new Default.Required<>(), effect, new Use.Always(), doc);
    }

    Setting<T> otherwise(T value) {
        return otherwise(new Default.Fixed<>(value));
    }

    Setting<T> otherwise(Default<T> value) {
        return new Setting<>(key, type, value, effect, use, doc);
    }

    /** A default for each choice; also limits the setting's use to these choices. */
    <E extends Enum<E>> Setting<T> otherwise(Setting<E> chooser, Map<E, T> values) {
        Map<E, T> ordered = new EnumMap<>(values);
        Use with = new Use.With<>(chooser, ordered.keySet());
        return new Setting<>(key, type, new Default.ByChoice<>(chooser, ordered), effect, with, doc);
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    final <E extends Enum<E>> Setting<T> with(Setting<E> chooser, E first, E... more) {
        return new Setting<>(key, type, fallback, effect, new Use.With<>(chooser, EnumSet.of(first, more)), doc);
    }

    /**
     * Reads a value that the user gave.
     *
     * @throws InputException in one line if it is none of this setting's
     */
    T read(String text, Origin origin) {
        try {
            return type.parse(text.strip());
        } catch (IllegalArgumentException e) {
            String found = text.isBlank() ? "nothing" : "'" + text.strip() + "'";
            throw new InputException(key + ": found " + found + ", expected " + e.getMessage() + " (" + origin + "); " + remedy());
        }
    }

    private String remedy() {
        return fallback instanceof Default.Required<T> ? "correct it" : "correct it, or leave it out for the default " + fallbackText();
    }

    /** The default for messages and documentation, one line. */
    public String fallbackText() {
        if (fallback instanceof Default.Fixed<T> fixed) {
            return type.text(fixed.value());
        } else if (fallback instanceof Default.Unless<T> unless) {
            return type.text(unless.value()) + ", unless " + unless.otherKey() + " is set";
        } else if (fallback instanceof Default.ByChoice<?, T> byChoice) {
            return byChoiceText(byChoice);
        } else if (fallback instanceof Default.Unset<T> unset) {
            return unset.meaning();
        }
        return use instanceof Use.With<?> with ? "none: required with " + with : "none: required";
    }

    private <E extends Enum<E>> String byChoiceText(Default.ByChoice<E, T> byChoice) {
        Map<T, List<String>> choices = new LinkedHashMap<>();
        byChoice.values().forEach((choice, value) ->
                choices.computeIfAbsent(value, any -> new ArrayList<>()).add(byChoice.chooser().type().text(choice)));
        return choices.entrySet().stream()
                .map(entry -> type.text(entry.getKey()) + " with " + String.join(" or ", entry.getValue()))
                .collect(Collectors.joining(", "));
    }
}
