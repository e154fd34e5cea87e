package io.perennial.driver.stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.perennial.driver.refresh.Audit;
import io.perennial.driver.refresh.Cluster;
import io.perennial.driver.registry.Action;
import io.perennial.driver.registry.ArrivalId;
import io.perennial.driver.registry.Change;
import io.perennial.driver.registry.HistoryEntry;
import io.perennial.driver.registry.ModelState;
import io.perennial.driver.registry.RegisteredModel;
import io.perennial.driver.registry.VersionName;
import io.perennial.driver.registry.VersionProvenance;
import io.perennial.driver.run.Evaluation;
import io.perennial.driver.run.ModelEvaluation;
import io.perennial.driver.storage.Json;
import io.perennial.driver.storage.SavedModel;
import io.perennial.errors.InputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** A model that was refreshed day by day on a stream: what its history says, and how good its versions are. */
final class StreamHistory {

    private final StreamPlan plan;
    private final Path folder;
    private final RegisteredModel model;
    private final ModelState state;
    private final Configuration hadoop;

    StreamHistory(StreamPlan plan, Path folder, RegisteredModel model, Configuration hadoop) throws IOException {
        this.plan = plan;
        this.folder = folder;
        this.model = model;
        this.state = model.state();
        this.hadoop = hadoop;
    }

    /**
     * Day by day, as far as it came.
     *
     * @param kills where refreshes were killed, by date
     */
    List<StreamDay> days(Cluster cluster, Map<String, List<String>> kills) throws IOException {
        Map<Integer, Double> old = new HashMap<>();
        Map<Integer, Double> fresh = new HashMap<>();
        List<StreamDay> days = new ArrayList<>();
        Set<Integer> told = new HashSet<>();
        int champion = state.entries().get(0).champion();
        for (StreamPlan.Day day : plan.days()) {
            int files = 0;
            long examples = 0;
            StreamDay.Decision decision = StreamDay.Decision.NOTHING_NEW;
            String reason = null;
            List<String> apart = new ArrayList<>();
            JsonNode measured = result(day.date()).path("metrics");
            for (HistoryEntry entry : state.entries()) {
                Change change = entry.change();
                if (!day.date().equals(change.logicalDate()) || !told.add(entry.number())) {
                    continue;
                }
                change.quarantined().forEach(bad -> apart.add(bad.name() + " " + bad.reason()));
                if (change.action() == Action.PUBLISH) {
                    decision = StreamDay.Decision.PUBLISHED;
                    champion = entry.champion();
                    measured = model.metrics(champion);
                    for (VersionProvenance.Consumed consumed : model.provenance(champion).consumed()) {
                        files++;
                        examples += consumed.trained() + consumed.heldOut();
                    }
                } else if (change.action() == Action.REJECT) {
                    decision = StreamDay.Decision.REJECTED;
                    reason = entry.reason();
                    for (ArrivalId id : change.heldBack()) {
                        apart.add(id.name() + " is held back");
                    }
                }
            }
            if (!old.containsKey(champion)) {
                old.put(champion, accuracy(champion, "first", cluster).accuracy());
                fresh.put(champion, fresh(champion, cluster));
            }
            days.add(new StreamDay(day.date(), day.newClass(), day.corruption(), files, examples, drift(measured), champion, old.get(champion), fresh.get(champion), decision,
                    reason, apart, kills.getOrDefault(day.date(), List.of())));
        }
        return days;
    }

    private JsonNode result(String date) throws IOException {
        Path file = new Path(model.path(), "refreshes/" + date + "/result.json");
        if (!model.files().exists(file)) {
            throw new InputException(model.name() + " was not refreshed on " + date + " yet; run the rest of the stream first");
        }
        return Json.read(model.files(), file, JsonNode.class);
    }

    private static Double drift(JsonNode measured) {
        Double largest = null;
        for (JsonNode feature : measured.at("/drift/measured/features")) {
            largest = largest == null ? feature.path("ks").asDouble() : Math.max(largest, feature.path("ks").asDouble());
        }
        return largest;
    }

    private Evaluation accuracy(int version, String data, Cluster cluster) {
        return cluster.run(ModelEvaluation.prepare(model.model(version).toString(), new Path(folder, data).toString(), hadoop, progress -> { }));
    }

    /** Images of classes that the version does not know are not in its test set, and count as wrong. */
    private double fresh(int version, Cluster cluster) {
        int classes = SavedModel.read(model.model(version).toString(), hadoop).classes().size();
        Evaluation found = accuracy(version, "new/" + classes, cluster);
        return found.accuracy() * found.examples() / plan.newImages();
    }

    /** Examples that the refreshes of the champion and its ancestors trained on, each as often as they did. */
    long trainedOn() throws IOException {
        long all = 0;
        for (int version : model.lineage(state.champion().orElseThrow())) {
            VersionProvenance provenance = model.provenance(version);
            all += provenance.logicalDate() == null ? 0 : provenance.training().path("examples").asLong();
        }
        return all;
    }

    /** Files that did not become what the plan says, for people. */
    List<String> surprises() throws IOException {
        Map<ArrivalId, String> consumed = new HashMap<>();
        for (int version : model.lineage(state.champion().orElseThrow())) {
            model.provenance(version).consumed().forEach(one -> consumed.put(one.id(), VersionName.of(version)));
        }
        List<String> surprises = new ArrayList<>();
        Set<ArrivalId> expected = new HashSet<>();
        for (StreamPlan.Day day : plan.days()) {
            for (StreamPlan.Delivered file : day.files()) {
                ArrivalId id = new ArrivalId(file.name(), file.sha256());
                expected.add(id);
                Audit.Standing found = standing(id, consumed);
                if (found != file.becomes()) {
                    surprises.add(file.name() + " (" + file.what() + ", delivered on " + day.date() + ") is " + found.text() + ", expected " + file.becomes().text());
                }
            }
        }
        consumed.keySet().stream().filter(id -> !expected.contains(id)).map(id -> id.name() + " was consumed and never delivered").forEach(surprises::add);
        return surprises;
    }

    private Audit.Standing standing(ArrivalId id, Map<ArrivalId, String> consumed) {
        return consumed.containsKey(id) ? Audit.Standing.CONSUMED : Audit.Standing.of(state.setApart().get(id));
    }

    /** Days that were rejected without a reason in the history. */
    List<String> unexplained() {
        return state.entries().stream().filter(entry -> entry.change().action() == Action.REJECT && !entry.hasReason())
                .map(entry -> entry.change().logicalDate()).toList();
    }
}
