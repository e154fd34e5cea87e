package io.perennial.datasets.text;

import io.perennial.errors.InputException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Names of classes as they turn up, and their numbers. */
final class Labels {

    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> names = new ArrayList<>();
    /** Who knew them, for the message about one that is new; null while new ones are taken. */
    private String fixedBy;

    /** Takes what turns up. */
    Labels() {
    }

    /** Takes these and no others. */
    Labels(List<String> names, String fixedBy) {
        names.forEach(this::add);
        this.fixedBy = fixedBy;
    }

    int number(String name, LineReader line, String file) {
        Integer number = numbers.get(name);
        if (number != null) {
            return number;
        }
        if (fixedBy != null) {
            throw new InputException(file + ": " + line.place() + " has the label " + name + ", which is none of the " + names.size() + " classes of "
                    + fixedBy + "; take such lines out");
        }
        return add(name);
    }

    private int add(String name) {
        numbers.put(name, names.size());
        names.add(name);
        return names.size() - 1;
    }

    /** In the order of their numbers. */
    List<String> names() {
        return List.copyOf(names);
    }
}
