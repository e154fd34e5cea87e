package io.perennial.driver.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** In what runs differ. */
final class Differences {

    /** Different in every two runs, and said elsewhere. */
    private static final Set<String> ALWAYS = Set.of("output", "started", "jobSha256", "repeats", "repeats.parametersSha256");

    private Differences() {
    }

    /**
     * A setting, or a line of the provenance, with its value in each run.
     *
     * @param values null where it is unset
     */
    record Difference(String name, List<String> values) {
    }

    /** Settings first; empty for a single run. */
    static List<Difference> of(List<ReportedRun> runs) {
        List<Difference> differences = new ArrayList<>(of(runs, ReportedRun::settings));
        of(runs, ReportedRun::provenance).stream()
                .filter(one -> differences.stream().noneMatch(setting -> setting.name().equals(one.name()))).toList().forEach(differences::add);
        return differences;
    }

    private static List<Difference> of(List<ReportedRun> runs, Function<ReportedRun, Map<String, String>> values) {
        Set<String> names = new LinkedHashSet<>();
        runs.forEach(run -> names.addAll(values.apply(run).keySet()));
        names.removeAll(ALWAYS);
        List<Difference> differences = new ArrayList<>();
        for (String name : names) {
            List<String> each = new ArrayList<>();
            runs.forEach(run -> each.add(values.apply(run).get(name)));
            if (new LinkedHashSet<>(each).size() > 1) {
                differences.add(new Difference(name, each));
            }
        }
        return differences;
    }
}
