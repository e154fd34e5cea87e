package io.perennial.driver.stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.perennial.driver.refresh.Audit;
import io.perennial.driver.refresh.Cluster;
import io.perennial.driver.registry.Registry;
import io.perennial.driver.registry.RegisteredModel;
import io.perennial.driver.registry.VersionName;
import io.perennial.driver.run.Evaluation;
import io.perennial.driver.run.ModelEvaluation;
import io.perennial.driver.storage.Json;
import io.perennial.driver.storage.RunDirectory;
import io.perennial.errors.InputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * What came of a {@linkplain DailyStream stream}: day by day with replay and without, beside the joint upper bound, and whether all that must hold holds.
 * In the stream's folder it reads the registry {@code models} with the models {@value #REPLAY} and {@value #FINETUNE}, {@code arrivals}, the runs
 * {@code first-run} and {@code joint-run}, and {@code kills.tsv} (a date and a moment on each line).
 */
public final class StreamReport {

    static final String REPLAY = "replay";
    static final String FINETUNE = "finetune";
    /** How far below joint is near enough. */
    private static final double NEAR = 0.02;

    /**
     * Something that must hold.
     *
     * @param found what was found, for people
     */
    public record Check(String check, boolean holds, String found) {
    }

    /**
     * Joint training.
     *
     * @param old   accuracy on the old test set, 0..1
     * @param fresh accuracy on the new test set, 0..1
     */
    record Joint(double old, double fresh, long examples) {
    }

    private final StreamPlan plan;
    private final List<StreamDay> replay;
    private final List<StreamDay> finetune;
    private final Joint joint;
    /** That the versions were trained on, each as often as it was. */
    private final long examples;
    private final long firstExamples;
    private final List<Check> checks;

    private StreamReport(StreamPlan plan, List<StreamDay> replay, List<StreamDay> finetune, Joint joint, long examples, long firstExamples, List<Check> checks) {
        this.plan = plan;
        this.replay = replay;
        this.finetune = finetune;
        this.joint = joint;
        this.examples = examples;
        this.firstExamples = firstExamples;
        this.checks = checks;
    }

    /**
     * Makes it.
     *
     * @param kills how many refreshes must have been killed
     * @throws InputException if there is no stream, or it is not at its end
     */
    public static StreamReport of(String folder, int kills, Cluster cluster, Configuration hadoop) throws IOException {
        Path path = new Path(folder);
        FileSystem files = path.getFileSystem(hadoop);
        path = files.makeQualified(path);
        StreamPlan plan = StreamPlan.read(files, path);
        Registry registry = Registry.at(new Path(path, "models").toString(), hadoop);
        RegisteredModel model = registry.model(REPLAY);
        StreamHistory history = new StreamHistory(plan, path, model, hadoop);
        Map<String, List<String>> killed = kills(files, new Path(path, "kills.tsv"));
        List<StreamDay> replay = history.days(cluster, killed);
        List<StreamDay> finetune = new StreamHistory(plan, path, registry.model(FINETUNE), hadoop).days(cluster, Map.of());
        JsonNode run = result(new Path(path, "joint-run"), hadoop);
        Evaluation fresh = cluster.run(ModelEvaluation.prepare(new Path(path, "joint-run").toString(), new Path(path, "new/" + plan.classes().size()).toString(), hadoop, line -> { }));
        Joint joint = new Joint(run.at("/test/accuracy").asDouble(), fresh.accuracy(), run.path("examples").asLong());
        long first = result(new Path(path, "first-run"), hadoop).path("examples").asLong();
        List<Check> checks = new ArrayList<>();
        checks.add(check("every file became what it must", history.surprises()));
        Audit.Result audit = new Audit(model, hadoop).run(new Path(path, "arrivals").toString());
        List<String> findings = new ArrayList<>(audit.findings());
        audit.files().stream().filter(file -> file.standing() == Audit.Standing.WAITING).forEach(file -> findings.add(file.name() + " is still waiting"));
        checks.add(check("nothing was consumed twice or lost (" + audit.examples() + " examples of " + audit.count(Audit.Standing.CONSUMED) + " files there)", findings));
        checks.add(check("every rejected day has a reason", history.unexplained()));
        long made = killed.values().stream().mapToLong(List::size).sum();
        checks.add(new Check("refreshes were killed and run again", made >= kills, made + " of " + kills));
        double last = replay.get(replay.size() - 1).old();
        checks.add(new Check("accuracy on the old test set is within 2 points of joint", last >= joint.old() - NEAR,
                String.format(Locale.ROOT, "%.1f %% beside %.1f %%", 100 * last, 100 * joint.old())));
        return new StreamReport(plan, replay, finetune, joint, first + history.trainedOn(), first, checks);
    }

    private static Check check(String what, List<String> against) {
        return new Check(what, against.isEmpty(), String.join("; ", against));
    }

    private static JsonNode result(Path run, Configuration hadoop) throws IOException {
        RunDirectory directory = RunDirectory.of(run.toString(), hadoop);
        if (!directory.hasResult()) {
            throw new InputException(run + " is not at its end; run the rest of the stream first");
        }
        return Json.read(directory.files(), directory.result(), JsonNode.class);
    }

    private static Map<String, List<String>> kills(FileSystem files, Path file) throws IOException {
        Map<String, List<String>> kills = new TreeMap<>();
        if (!files.exists(file)) {
            return kills;
        }
        try (BufferedReader in = new BufferedReader(new InputStreamReader(files.open(file), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] columns = line.split("\t", 2);
                if (columns.length == 2) {
                    kills.computeIfAbsent(columns[0], none -> new ArrayList<>()).add(columns[1]);
                }
            }
        }
        return kills;
    }

    public List<Check> checks() {
        return checks;
    }

    public boolean holds() {
        return checks.stream().allMatch(Check::holds);
    }

    /** A line a day, and what must hold. */
    public String table() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "%-10s  %5s %8s  %5s  %8s %8s  %8s %8s  %s%n", "", "files", "examples", "drift", "old", "new", "old", "new", ""));
        text.append(String.format(Locale.ROOT, "%-10s  %5s %8s  %5s  %17s  %17s  %s%n", "date", "", "", "", "with replay", "without", "what happened"));
        for (int i = 0; i < replay.size(); i++) {
            StreamDay day = replay.get(i);
            StreamDay without = finetune.get(i);
            text.append(String.format(Locale.ROOT, "%-10s  %5d %8d  %5s  %7.1f%% %7.1f%%  %7.1f%% %7.1f%%  %s%n", day.date(), day.files(), day.examples(),
                    day.drift() == null ? "" : String.format(Locale.ROOT, "%.2f", day.drift()), 100 * day.old(), 100 * day.fresh(), 100 * without.old(), 100 * without.fresh(),
                    happened(day)));
            day.setApart().forEach(file -> text.append("            ").append(file).append('\n'));
            if (without.decision() == StreamDay.Decision.REJECTED) {
                text.append("            without replay: rejected: ").append(without.reason()).append('\n');
            }
        }
        text.append(String.format(Locale.ROOT, "%njoint: %.1f %% on the old test set, %.1f %% on the new one, trained on %,d examples; with replay %,d, %,d of them in the first version%n",
                100 * joint.old(), 100 * joint.fresh(), joint.examples(), examples, firstExamples));
        for (Check check : checks) {
            text.append(String.format("%-7s %s%s%n", check.holds() ? "holds" : "FAILED", check.check(), check.found().isEmpty() ? "" : ": " + check.found()));
        }
        return text.toString();
    }

    private static String happened(StreamDay day) {
        List<String> parts = new ArrayList<>();
        if (day.decision() == StreamDay.Decision.PUBLISHED) {
            parts.add(VersionName.of(day.champion()));
        } else {
            parts.add(day.decision().text() + (day.reason() == null ? "" : ": " + day.reason()));
        }
        if (day.newClass() != null) {
            parts.add(day.newClass() + " is new");
        }
        if (day.corruption() != null) {
            parts.add(day.corruption());
        }
        day.kills().forEach(kill -> parts.add("killed " + kill));
        return String.join("; ", parts);
    }

    /** As a picture. */
    public String svg() {
        return StreamPlot.of(plan, replay, finetune, joint);
    }

    /** result.json. */
    public Map<String, Object> json() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("status", holds() ? "done" : "failed");
        object.put("checks", Json.tree(checks));
        object.put("joint", Json.tree(joint));
        object.put("examples", examples);
        object.put("firstExamples", firstExamples);
        object.put("replay", Json.tree(replay));
        object.put("finetune", Json.tree(finetune));
        return object;
    }
}
