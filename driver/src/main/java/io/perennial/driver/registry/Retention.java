package io.perennial.driver.registry;

import io.perennial.errors.InputException;
import java.util.List;
import java.util.Set;

/**
 * Which versions keep their models. The champion always does.
 *
 * @param versions  the newest so many
 * @param rollbacks the so many that were in production last before the champion
 */
public record Retention(int versions, int rollbacks) {

    public Retention {
        if (versions < 1 || rollbacks < 0) {
            throw new InputException("retention: found " + versions + " versions and " + rollbacks + " rollbacks; keep at least 1 and 0");
        }
    }

    /** The champion and what a rollback could go to, the latest first. */
    List<Integer> couldBeChampion(ModelState state) {
        return state.championsLatestFirst().stream().distinct().filter(version -> !state.isRemoved(version)).limit(1L + rollbacks).toList();
    }

    /** The newest versions that have a model, ascending. */
    List<Integer> newest(ModelState state) {
        List<Integer> present = state.present();
        return present.subList(Math.max(0, present.size() - versions), present.size());
    }

    /** Versions whose models go, ascending. */
    List<Integer> removable(ModelState state, Set<Integer> needed) {
        return state.present().stream().filter(version -> !needed.contains(version)).toList();
    }
}
