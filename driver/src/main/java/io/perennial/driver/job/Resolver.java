package io.perennial.driver.job;

import io.perennial.errors.InputException;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes a valid job of what the user gave, or says in one line why it is none. */
final class Resolver {

    private final Map<String, Given> given;
    private final Map<Setting<?>, Object> values = new LinkedHashMap<>();
    private final Map<Setting<?>, Origin> origins = new LinkedHashMap<>();

    private Resolver(Map<String, Given> given) {
        this.given = given;
    }

    /**
     * Resolves all settings.
     *
     * @param declared in an order in which a setting follows the one that chooses its default
     * @param given    by key; all keys are known
     * @throws InputException if a value is wrong, or two settings are not valid together
     */
    static Settings resolve(List<Setting<?>> declared, Map<String, Given> given) {
        Resolver resolver = new Resolver(given);
        declared.forEach(resolver::resolve);
        return new Settings(declared, resolver.values, resolver.origins);
    }

    private <T> void resolve(Setting<T> setting) {
        Given mine = given.get(setting.key());
        if (mine != null) {
            T value = setting.read(mine.text(), mine.origin());
            refuseWithoutMeaning(setting, mine);
            values.put(setting, value);
            origins.put(setting, mine.origin());
        } else if (hasMeaning(setting.use())) {
            T value = fallback(setting);
            if (value != null) {
                values.put(setting, value);
            }
            origins.put(setting, new Origin.Fallback());
        }
    }

    private void refuseWithoutMeaning(Setting<?> setting, Given mine) {
        if (setting.use() instanceof Setting.Use.With<?> with && !hasMeaning(with)) {
            throw new InputException(setting.key() + ": not valid together with " + with.chooser().key() + " " + chosen(with.chooser())
                    + " (" + mine.origin() + "; " + origins.get(with.chooser()) + "); it has a meaning with " + with
                    + ": choose that, or leave " + setting.key() + " out (--set " + setting.key() + "= drops it)");
        }
        if (setting.fallback() instanceof Default.Unless<?> unless && given.containsKey(unless.otherKey())) {
            throw new InputException(setting.key() + ": not valid together with " + unless.otherKey() + " (" + mine.origin() + "; "
                    + given.get(unless.otherKey()).origin() + "); leave one out (--set " + unless.otherKey() + "= drops it)");
        }
    }

    private boolean hasMeaning(Setting.Use use) {
        return !(use instanceof Setting.Use.With<?> with) || with.values().contains(values.get(with.chooser()));
    }

    private <T> T fallback(Setting<T> setting) {
        Default<T> fallback = setting.fallback();
        if (fallback instanceof Default.Fixed<T> fixed) {
            return fixed.value();
        } else if (fallback instanceof Default.ByChoice<?, T> byChoice) {
            return byChoice.values().get(values.get(byChoice.chooser()));
        } else if (fallback instanceof Default.Unless<T> unless) {
            return given.containsKey(unless.otherKey()) ? null : unless.value();
        } else if (fallback instanceof Default.Unset<T>) {
            return null;
        }
        if (!(setting.use() instanceof Setting.Use.With<?> with)) {
            throw new InputException(setting.key() + ": found nothing, but every job of this kind needs it; set " + setting.key() + " to " + setting.type().expected()
                    + " (" + setting.doc() + ")");
        }
        throw new InputException(setting.key() + ": found nothing, but " + with.chooser().key() + " " + chosen(with.chooser())
                + " (" + origins.get(with.chooser()) + ") needs it; set " + setting.key() + " to " + setting.type().expected());
    }

    private <E extends Enum<E>> String chosen(Setting<E> chooser) {
        return chooser.type().text(chooserValue(chooser));
    }

    @SuppressWarnings("unchecked") // values are put by setting in resolve()
    private <E> E chooserValue(Setting<E> chooser) {
        return (E) values.get(chooser);
    }
}
