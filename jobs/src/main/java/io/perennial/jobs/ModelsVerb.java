package io.perennial.jobs;

import io.perennial.driver.registry.Author;
import io.perennial.driver.registry.HistoryEntry;
import io.perennial.driver.registry.RegisteredModel;
import io.perennial.driver.registry.Registry;
import io.perennial.driver.registry.VersionName;
import io.perennial.driver.storage.Json;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import picocli.CommandLine.Option;

/** What the actions of {@code models} share. None needs Spark. */
abstract class ModelsVerb extends Verb {

    @Option(names = "--models", paramLabel = "DIR", description = "The registry's folder, any Hadoop URI (default: the environment variable PERENNIAL_MODELS).")
    private String models;

    final Registry registry() {
        return Registry.at(models, hadoop());
    }

    final RegisteredModel model(String name) throws IOException {
        return registry().model(name);
    }

    final Configuration hadoop() {
        return SparkHadoopUtil.get().newConfiguration(new SparkConf());
    }

    final Author author(String action, String reason) {
        return Author.of("models " + action, reason);
    }

    /** Tells what was committed. */
    final ExitCode committed(String name, HistoryEntry entry, String line) {
        Map<String, Object> object = done(name);
        object.put("champion", entry.champion() == null ? null : VersionName.of(entry.champion()));
        object.put("history", Json.tree(entry));
        return print(object, line);
    }

    /** Says that all is as asked for already. */
    final ExitCode nothingToDo(String name, String line) {
        Map<String, Object> object = done(name);
        object.put("message", line);
        return print(object, line);
    }

    private static Map<String, Object> done(String name) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("status", "done");
        object.put("name", name);
        return object;
    }

    private ExitCode print(Map<String, Object> object, String line) {
        if (json()) {
            printJson(object);
        } else {
            out().println(line);
            out().flush();
        }
        return ExitCode.DONE;
    }
}
