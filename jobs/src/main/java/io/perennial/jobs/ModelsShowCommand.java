package io.perennial.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import io.perennial.driver.registry.ModelReference;
import io.perennial.driver.registry.ModelState;
import io.perennial.driver.registry.RegisteredModel;
import io.perennial.driver.registry.VersionName;
import io.perennial.driver.registry.VersionProvenance;
import io.perennial.driver.storage.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code models show NAME[@VERSION]}. */
@Command(name = "show", description = "Shows a version: what it comes from, what it consumed, how good it is; and what data is set apart.", sortOptions = false)
final class ModelsShowCommand extends ModelsVerb {

    @Parameters(index = "0", paramLabel = "NAME[@VERSION]", description = "The model; without a version the champion.")
    private String reference;

    @Override
    protected ExitCode run() throws IOException {
        ModelReference wanted = ModelReference.parse(reference);
        RegisteredModel model = model(wanted.name());
        ModelState state = model.state();
        // Of a version whose model was removed too: its provenance is the ledger.
        int version = wanted.publishedIn(model);
        VersionProvenance provenance = model.provenance(version);
        JsonNode metrics = model.metrics(version);
        List<Map<String, Object>> apart = setApart(state);
        if (json()) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("name", model.name());
            object.put("version", VersionName.of(version));
            object.put("champion", state.champion().map(VersionName::of).orElse(null));
            object.put("directory", model.directory(version).toString());
            object.put("versions", state.present().stream().map(VersionName::of).toList());
            object.put("provenance", Json.tree(provenance));
            object.put("metrics", metrics);
            object.put("setApart", apart);
            printJson(object);
            return ExitCode.DONE;
        }
        row("model", model.name() + " " + VersionName.of(version) + (state.champion().filter(champion -> champion == version).isPresent() ? ", the champion" : "")
                + (state.isRemoved(version) ? ", its model was removed" : ""));
        row("made from", provenance.source() + (provenance.logicalDate() == null ? "" : ", logical date " + provenance.logicalDate()));
        row("continues", provenance.parent() == null ? "nothing: it consumed no arrivals" : VersionName.of(provenance.parent()));
        row("parametersSha256", provenance.parametersSha256());
        row("directory", model.directory(version).toString());
        row("versions", String.join(", ", state.present().stream().map(VersionName::of).toList()));
        accuracy("old test set", metrics.has("candidate") ? metrics.at("/candidate/test") : metrics.path("test"));
        accuracy("new data", metrics.at("/candidate/heldOut"));
        provenance.consumed().forEach(consumed -> row("consumed", consumed.id() + ": " + Shown.count(consumed.trained()) + " trained on, "
                + Shown.count(consumed.heldOut()) + " held out" + (consumed.skipped().isEmpty() ? "" : ", left out " + consumed.skipped())));
        VersionProvenance.StoredFile buffer = state.current(version, provenance.buffer());
        if (buffer != null) {
            row("buffer", Shown.count(buffer.bytes()) + " bytes, by class " + buffer.examplesPerClass());
        }
        apart.forEach(one -> row((String) one.get("standing"), one.get("name") + ": " + one.get("reason") + " (history " + one.get("history") + ")"));
        out().flush();
        return ExitCode.DONE;
    }

    private static List<Map<String, Object>> setApart(ModelState state) {
        List<Map<String, Object>> all = new ArrayList<>();
        state.setApart().forEach((id, apart) -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("name", id.name());
            one.put("sha256", id.sha256());
            one.put("standing", apart.standing().text());
            one.put("history", apart.entry());
            one.put("reason", apart.reason());
            all.add(one);
        });
        all.sort(Comparator.comparing(one -> (String) one.get("name")));
        return all;
    }

    private void accuracy(String of, JsonNode evaluation) {
        if (evaluation.has("accuracy")) {
            row(of, Shown.percent(evaluation.path("accuracy").asDouble()) + " of " + Shown.count(evaluation.path("examples").asLong()));
        }
    }

    private void row(String name, String value) {
        out().printf("%-17s %s%n", name, value);
    }
}
