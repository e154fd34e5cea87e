package io.perennial.driver.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.perennial.driver.storage.Json;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * What a run directory says about its model. A bare model says nothing.
 *
 * @param metrics  an object with {@code test} where the run was evaluated
 * @param training the run's provenance
 */
record PublishedRun(JsonNode metrics, JsonNode training) {

    static PublishedRun read(String run, Configuration hadoop) throws IOException {
        Path path = new Path(run);
        FileSystem files = path.getFileSystem(hadoop);
        ObjectNode metrics = (ObjectNode) Json.parse("{}");
        Path result = new Path(path, "result.json");
        if (files.exists(result)) {
            JsonNode test = Json.read(files, result, JsonNode.class).get("test");
            if (test != null && !test.isNull()) {
                metrics.set("test", test);
            }
        }
        Path provenance = new Path(path, "provenance.json");
        return new PublishedRun(metrics, files.exists(provenance) ? Json.read(files, provenance, JsonNode.class) : null);
    }
}
