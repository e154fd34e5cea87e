package io.perennial.driver.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.perennial.driver.storage.DamagedFileException;
import io.perennial.driver.storage.Json;
import io.perennial.driver.storage.RunDirectory;
import io.perennial.errors.InputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A report on one run, or on several side by side: a page that needs nothing but a browser. */
public final class Report {

    /** Points of each curve of one run: more than a screen has columns for. */
    private static final int MOST_POINTS = 1000;
    /** Points of each curve of all runs together. */
    private static final int MOST_POINTS_IN_ALL = 4000;

    private Report() {
    }

    /** What the page's script reads. */
    record Data(List<ReportedRun> runs, List<Differences.Difference> differences) {
    }

    /**
     * A page for runs as they stand: ended, stopped or still running.
     *
     * @throws InputException if a directory holds no run, or what it holds cannot be read
     */
    public static String of(List<RunDirectory> directories) {
        int mostPoints = Math.max(100, Math.min(MOST_POINTS, MOST_POINTS_IN_ALL / directories.size()));
        List<ReportedRun> runs = new ArrayList<>();
        Set<String> once = new LinkedHashSet<>();
        Set<String> twice = new LinkedHashSet<>();
        directories.stream().map(directory -> directory.path().getName()).filter(name -> !once.add(name)).forEach(twice::add);
        for (RunDirectory directory : directories) {
            String name = directory.path().getName();
            try {
                JsonNode result = directory.hasResult() ? Json.read(directory.files(), directory.result(), JsonNode.class) : null;
                runs.add(ReportedRun.read(twice.contains(name) ? directory.shown() : name, directory, result, mostPoints));
            } catch (DamagedFileException damaged) {
                throw new InputException("report: " + damaged.getMessage() + "; restore the file, or report on other runs", damaged);
            } catch (IOException e) {
                throw new InputException("report: cannot read " + directory.shown() + ": " + e.getMessage(), e);
            }
        }
        return page(runs);
    }

    /**
     * A page for a run that is about to say how it ended.
     *
     * @param result what result.json will hold
     */
    public static String of(RunDirectory directory, JsonNode result) throws IOException {
        return page(List.of(ReportedRun.read(directory.path().getName(), directory, result, MOST_POINTS)));
    }

    private static String page(List<ReportedRun> runs) {
        Set<String> names = new LinkedHashSet<>();
        runs.forEach(run -> names.add(run.name()));
        return HtmlPage.of(String.join(", ", names) + " - Perennial report", new Data(runs, Differences.of(runs)));
    }
}
