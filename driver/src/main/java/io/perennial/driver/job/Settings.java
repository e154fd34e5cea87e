package io.perennial.driver.job;

import io.perennial.checksum.Sha256;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The settings of a job of whatever kind, each with its value and where that came from. Immutable. */
public final class Settings {

    private final List<Setting<?>> declared;
    private final Map<Setting<?>, Object> values;
    private final Map<Setting<?>, Origin> origins;

    Settings(List<Setting<?>> declared, Map<Setting<?>, Object> values, Map<Setting<?>, Origin> origins) {
        this.declared = declared;
        this.values = new LinkedHashMap<>(values);
        this.origins = new LinkedHashMap<>(origins);
    }

    /** In the order in which they are printed. */
    List<Setting<?>> declared() {
        return declared;
    }

    /** @throws IllegalStateException if it is unset or has no meaning in this job */
    <T> T get(Setting<T> setting) {
        return find(setting).orElseThrow(() -> new IllegalStateException(setting.key() + " is not set in this job"));
    }

    /** Empty if it is unset or has no meaning in this job. */
    @SuppressWarnings("unchecked") // the resolver puts values of the setting's type
    <T> Optional<T> find(Setting<T> setting) {
        return Optional.ofNullable((T) values.get(setting));
    }

    /** Empty if the setting has no meaning in this job. */
    Optional<Origin> origin(Setting<?> setting) {
        return Optional.ofNullable(origins.get(setting));
    }

    /** The first setting whose key begins so and that was not left to its default; empty if there is none. */
    public Optional<String> given(String prefix) {
        return declared.stream().filter(setting -> setting.key().startsWith(prefix) && values.containsKey(setting))
                .filter(setting -> !values.get(setting).equals(fixed(setting))).map(Setting::key).findFirst();
    }

    /** A job file that writes its defaults out, as a run's does, has said nothing of its own. */
    private static Object fixed(Setting<?> setting) {
        return setting.fallback() instanceof Default.Fixed<?> fallback ? fallback.value() : null;
    }

    <T> Settings with(Setting<T> setting, String text, Origin origin) {
        Map<Setting<?>, Object> otherValues = new LinkedHashMap<>(values);
        Map<Setting<?>, Origin> otherOrigins = new LinkedHashMap<>(origins);
        otherValues.put(setting, setting.read(text, origin));
        otherOrigins.put(setting, origin);
        return new Settings(declared, otherValues, otherOrigins);
    }

    /** Every key with its value: a String, Integer, Long or Double, or null where it is unset or has no meaning. */
    public Map<String, Object> canonical() {
        Map<String, Object> all = new LinkedHashMap<>();
        declared.forEach(setting -> all.put(setting.key(), plain(setting)));
        return Collections.unmodifiableMap(all);
    }

    String toYaml() {
        StringBuilder yaml = new StringBuilder();
        String group = "";
        for (Setting<?> setting : declared) {
            Object value = plain(setting);
            if (value == null) {
                continue;
            }
            int dot = setting.key().indexOf('.');
            String itsGroup = dot < 0 ? "" : setting.key().substring(0, dot);
            if (!itsGroup.equals(group) && dot >= 0) {
                yaml.append(itsGroup).append(":\n");
            }
            group = itsGroup;
            yaml.append(dot < 0 ? "" : "  ").append(setting.key().substring(dot + 1)).append(": ");
            yaml.append(value instanceof String text ? YamlText.scalar(text) : value).append('\n');
        }
        return yaml.toString();
    }

    List<String> resultDifferences(Settings other) {
        List<String> differences = new ArrayList<>();
        for (Setting<?> setting : declared) {
            Object mine = plain(setting);
            Object theirs = other.plain(setting);
            if (setting.effect() == Effect.RESULT && !Objects.equals(mine, theirs)) {
                differences.add(setting.key() + ": " + shown(mine) + " here, " + shown(theirs) + " in the other");
            }
        }
        return differences;
    }

    private static Object shown(Object value) {
        return value == null ? "unset" : value;
    }

    String sha256() {
        StringBuilder lines = new StringBuilder();
        for (Setting<?> setting : declared) {
            Object value = plain(setting);
            if (setting.effect() == Effect.RESULT && value != null) {
                lines.append(setting.key()).append('=').append(value).append('\n');
            }
        }
        return Sha256.hex(lines.toString());
    }

    private <T> Object plain(Setting<T> setting) {
        return find(setting).map(setting.type()::plain).orElse(null);
    }
}
