package io.perennial.jobs;

import io.perennial.driver.registry.ModelState;
import io.perennial.driver.registry.Registry;
import io.perennial.driver.registry.VersionName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code models list}. */
@Command(name = "list", description = "Lists the models with their champions.", sortOptions = false)
final class ModelsListCommand extends ModelsVerb {

    @Override
    protected ExitCode run() throws IOException {
        Registry registry = registry();
        List<Map<String, Object>> models = new ArrayList<>();
        for (String name : registry.names()) {
            ModelState state = registry.model(name).state();
            Map<String, Object> model = new LinkedHashMap<>();
            model.put("name", name);
            model.put("champion", state.champion().map(VersionName::of).orElse(null));
            model.put("versions", state.versions().size());
            model.put("changed", state.entries().get(state.head() - 1).at());
            models.add(model);
        }
        if (json()) {
            printJson(Map.of("models", models));
            return ExitCode.DONE;
        }
        if (models.isEmpty()) {
            err().println("no models in " + registry.shown() + "; models publish makes one");
        }
        models.forEach(model -> out().printf("%-32s %-9s %4s versions, changed %s%n", model.get("name"), model.get("champion"), model.get("versions"), model.get("changed")));
        out().flush();
        return ExitCode.DONE;
    }
}
