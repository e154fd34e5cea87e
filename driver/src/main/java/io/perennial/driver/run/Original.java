package io.perennial.driver.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.perennial.datasets.DatasetManifest;
import io.perennial.driver.job.Effect;
import io.perennial.driver.job.Job;
import io.perennial.driver.job.JobSettings;
import io.perennial.driver.job.Origin;
import io.perennial.driver.job.Setting;
import io.perennial.driver.storage.CheckpointStore;
import io.perennial.driver.storage.DamagedFileException;
import io.perennial.driver.storage.Json;
import io.perennial.driver.storage.RunDirectory;
import io.perennial.errors.InputException;
import io.perennial.worker.model.ModelDefinition;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A finished run that another one repeats: what its provenance says of all that decided its result, and the result. Settings, data and
 * model must be the same, or it would be no repetition; other versions or another machine may change the last bits, and are said.
 */
public final class Original {

    private static final int SHORT_HASH = 12;
    private static final String UNSET = "unset";

    /** What is checked by its content: where it lies may differ. */
    private static final Set<Setting<?>> BY_CONTENT = Set.of(JobSettings.DATA, JobSettings.MODEL);

    private final String directory;
    private final JsonNode settings;
    private final JsonNode data;
    private final String dataSha256;
    private final String modelSha256;
    private final Map<String, String> versions;
    private final Set<String> machines;
    private final String parametersSha256;

    private Original(String directory, JsonNode provenance, Set<String> machines, String parametersSha256) {
        this.directory = directory;
        this.settings = provenance.path("job");
        this.data = provenance.path("data");
        this.dataSha256 = provenance.path("dataSha256").asText();
        this.modelSha256 = provenance.path("modelSha256").asText();
        this.versions = new LinkedHashMap<>();
        versions.put("perennial", provenance.path("perennial").asText());
        versions.put("dl4j", provenance.path("software").path("dl4j").asText());
        this.machines = machines;
        this.parametersSha256 = parametersSha256;
    }

    /**
     * Reads a run.
     *
     * @throws InputException if there is none, it is not done, or it does not say enough
     */
    public static Original read(String run, Configuration hadoop) {
        RunDirectory directory = RunDirectory.of(run, hadoop);
        try {
            if (!directory.hasRun()) {
                throw new InputException("--again: " + directory.shown() + " is not a run directory: it has no job.yaml; name the directory that the run printed");
            }
            JsonNode result = read(directory, directory.result());
            String status = result.path("status").asText();
            if (!status.equals("done") || !result.hasNonNull("parametersSha256")) {
                throw new InputException("--again: the run in " + directory.shown() + " is " + status + ", only one that is done can be repeated; --resume "
                        + directory.shown() + " continues it");
            }
            JsonNode provenance = read(directory, directory.provenance());
            for (String field : List.of("job", "dataSha256", "modelSha256", "machine", "perennial")) {
                if (!provenance.hasNonNull(field)) {
                    throw new InputException("--again: " + directory.provenance() + " does not say '" + field + "', which a repetition is checked against");
                }
            }
            if (provenance.hasNonNull("startSha256")) {
                throw new InputException("--again: " + directory.shown() + " started from another model's parameters, and only a run that started from its seed"
                        + " can be repeated");
            }
            Set<String> machines = new LinkedHashSet<>(Set.of(provenance.path("machine").asText()));
            machines.addAll(new CheckpointStore(directory).machines());
            return new Original(directory.shown(), provenance, machines, result.path("parametersSha256").asText());
        } catch (DamagedFileException damaged) {
            throw new InputException("--again: " + damaged.getMessage(), damaged);
        } catch (IOException e) {
            throw new InputException("--again: cannot read " + directory.shown() + ": " + e.getMessage(), e);
        }
    }

    private static JsonNode read(RunDirectory directory, Path file) throws IOException {
        try {
            return Json.read(directory.files(), file, JsonNode.class);
        } catch (FileNotFoundException missing) {
            throw new InputException("--again: the run in " + directory.shown() + " has no " + file.getName() + ", only one that is done can be repeated", missing);
        }
    }

    /** As a user would type it. */
    public String directory() {
        return directory;
    }

    /** Of a round. */
    int localSteps() {
        return settings.path(JobSettings.LOCAL_STEPS.key()).asInt();
    }

    /** Of the parameters that a repetition should end with. */
    public String parametersSha256() {
        return parametersSha256;
    }

    /** @throws InputException if a setting that decides the result is not what it was: job.yaml was changed, or {@code --set} did */
    void checkSettings(Job job) {
        Map<String, Object> mine = job.canonical();
        List<String> differences = new ArrayList<>();
        for (Setting<?> setting : JobSettings.all()) {
            String now = text(Json.tree(mine.get(setting.key())));
            // A setting that the provenance does not know had no value, or came later with a default that changes nothing.
            boolean sinceThen = job.origin(setting).filter(Origin.Fallback.class::isInstance).isPresent();
            String then = settings.has(setting.key()) ? text(settings.path(setting.key())) : sinceThen ? now : UNSET;
            if (setting.effect() == Effect.RESULT && !BY_CONTENT.contains(setting) && !then.equals(now)) {
                differences.add(setting.key() + ": " + now + " here, " + then + " in the run");
            }
        }
        if (!differences.isEmpty()) {
            throw new InputException("--again: the job is not the one that " + directory + " trained (" + String.join("; ", differences)
                    + "); a repetition may differ in output, master and the like, not in what decides the result");
        }
    }

    private static String text(JsonNode value) {
        return value == null || value.isNull() ? UNSET : value.asText();
    }

    /** @throws InputException if the data are not what they were; names what differs */
    void checkData(DatasetManifest found, String foundSha256) {
        if (foundSha256.equals(dataSha256)) {
            return;
        }
        JsonNode now = Json.tree(found);
        for (String split : List.of("train", "test")) {
            Optional<String> difference = difference(split, data.path(split), now.path(split));
            if (difference.isPresent()) {
                throw new InputException("--again: the data are not what " + directory + " was trained on: " + difference.get()
                        + "; put the same files back (provenance.json lists them)");
            }
        }
        throw new InputException("--again: the data are not what " + directory + " was trained on: dataSha256 " + dataSha256 + " then, " + foundSha256
                + " now; put the same data back (provenance.json lists them)");
    }

    private static Optional<String> difference(String split, JsonNode then, JsonNode now) {
        for (int i = 0; i < Math.max(then.path("files").size(), now.path("files").size()); i++) {
            JsonNode before = then.path("files").path(i);
            JsonNode after = now.path("files").path(i);
            if (after.isMissingNode()) {
                return Optional.of(split + " file " + before.path("path").asText() + " is missing");
            }
            if (before.isMissingNode()) {
                return Optional.of(split + " file " + after.path("path").asText() + " was not there");
            }
            if (!before.path("sha256").equals(after.path("sha256"))) {
                return Optional.of(split + " file " + after.path("path").asText() + " has sha256 " + brief(after) + ", had " + brief(before));
            }
        }
        if (!then.path("drawn").path("sha256").equals(now.path("drawn").path("sha256"))) {
            return Optional.of("the drawn " + split + " set has sha256 " + brief(now.path("drawn")) + ", had " + brief(then.path("drawn")));
        }
        return Optional.empty();
    }

    private static String brief(JsonNode hashed) {
        String hash = hashed.path("sha256").asText("none");
        return hash.substring(0, Math.min(SHORT_HASH, hash.length()));
    }

    /** @throws InputException if the model's configuration is not what it was */
    void checkModel(ModelDefinition model, String foundSha256) {
        if (!foundSha256.equals(modelSha256)) {
            throw new InputException("--again: the configuration of the model '" + model.name() + "' is not what " + directory + " trained (modelSha256 "
                    + modelSha256 + " then, " + foundSha256 + " now); put the same configuration back, or use the Perennial that trained it ("
                    + versions.get("perennial") + ")");
        }
    }

    /** What may change the last bits: other versions. Lines for a person. */
    List<String> versionWarnings() {
        Map<String, String> now = Map.of("perennial", Build.perennial(), "dl4j", Build.dl4j());
        List<String> warnings = new ArrayList<>();
        versions.forEach((name, then) -> {
            if (!now.get(name).equals(then)) {
                warnings.add(directory + " was trained with " + name + " " + then + ", this is " + name + " " + now.get(name) + ": the bits may differ");
            }
        });
        return warnings;
    }

    /** What may change the last bits: another machine. */
    List<String> machineWarnings(String machine) {
        return machines.stream().filter(then -> !then.equals(machine)).map(then -> directory + " was trained on [" + then + "], this is [" + machine
                + "]: the bits may differ").toList();
    }
}
