package io.perennial.driver.refresh;

import io.perennial.datasets.compact.CompactFolder;
import io.perennial.errors.InputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Classes that arrivals name and a model does not have. */
final class NewClasses {

    /** A label is a byte. */
    private static final int MOST = 256;

    private NewClasses() {
    }

    /**
     * Those that the dataset.json beside some files, or the labels of a table's versions, name, in the order of the alphabet: it must not matter which file is looked at first.
     *
     * @param known the model's
     * @throws InputException if there would be more than a label can tell apart
     */
    static List<String> of(List<ArrivalSource> arrivals, List<String> known, Configuration hadoop) throws IOException {
        TreeSet<String> found = new TreeSet<>();
        Map<Path, List<String>> byFolder = new HashMap<>();
        for (ArrivalSource arrival : arrivals) {
            if (arrival instanceof ArrivalFile file) {
                found.addAll(byFolder.computeIfAbsent(file.path().getParent(), folder -> named(folder, hadoop)));
            } else if (arrival instanceof TableVersion version) {
                found.addAll(version.classNames());
            }
        }
        known.forEach(found::remove);
        if (known.size() + found.size() > MOST) {
            throw new InputException("newClasses: the arrivals name " + found.size() + " new classes beside " + known.size() + " of the model, a label tells " + MOST
                    + " apart; take out what is wrong in their dataset.json, or in the table");
        }
        return new ArrayList<>(found);
    }

    private static List<String> named(Path folder, Configuration hadoop) {
        try {
            return CompactFolder.in(folder, hadoop).map(compact -> compact.stored().classes()).orElse(List.of());
        } catch (InputException damaged) {
            // Its files are quarantined for it when they are looked at.
            return List.of();
        }
    }
}
