package io.perennial.ml;

import com.fasterxml.jackson.databind.JsonNode;
import io.perennial.driver.storage.Json;
import io.perennial.errors.InputException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamPair;
import org.apache.spark.ml.param.Params;
import scala.collection.JavaConverters;

/**
 * The Params of a saved stage, in the layout that Spark's own {@code PipelineModel.load} reads: one line of JSON in
 * {@code metadata/part-00000}. Reading takes values only: the class that the file names is compared and never loaded.
 */
final class ParamsFile {

    private static final String FOLDER = "metadata";
    private static final String PART = "part-00000";
    private static final int LARGEST = 1 << 20;

    private final Path part;
    private final Configuration hadoop;

    /** @param stage the folder of the saved stage */
    ParamsFile(String stage, Configuration hadoop) {
        this.part = new Path(new Path(stage, FOLDER), PART);
        this.hadoop = hadoop;
    }

    void write(Params stage, SparkContext spark) throws IOException {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("class", stage.getClass().getName());
        line.put("timestamp", System.currentTimeMillis());
        line.put("sparkVersion", spark.version());
        line.put("uid", stage.uid());
        line.put("paramMap", values(stage.paramMap().toSeq()));
        line.put("defaultParamMap", values(stage.defaultParamMap().toSeq()));
        FileSystem files = part.getFileSystem(hadoop);
        files.mkdirs(part.getParent());
        Json.write(files, part, (Json.line(line) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, JsonNode> values(scala.collection.Seq<ParamPair<?>> pairs) {
        Map<String, JsonNode> values = new LinkedHashMap<>();
        for (ParamPair<?> pair : JavaConverters.seqAsJavaList(pairs)) {
            values.put(pair.param().name(), encode(pair));
        }
        return values;
    }

    private static <T> JsonNode encode(ParamPair<T> pair) {
        return Json.parse(pair.param().jsonEncode(pair.value()));
    }

    /** Makes an empty stage of the uid that the file gives. */
    interface Maker<T> {
        T of(String uid);
    }

    /**
     * Reads a stage.
     *
     * @throws InputException if there is none, it is another stage, or a value is wrong
     */
    <T extends Params> T read(Class<T> type, Maker<T> maker) {
        JsonNode line = line();
        String found = line.path("class").asText();
        if (!found.equals(type.getName())) {
            throw wrong("holds a " + found + ", expected a " + type.getName());
        }
        T stage = maker.of(line.path("uid").asText());
        for (Iterator<Map.Entry<String, JsonNode>> values = line.path("paramMap").fields(); values.hasNext(); ) {
            Map.Entry<String, JsonNode> value = values.next();
            set(stage, value.getKey(), value.getValue());
        }
        return stage;
    }

    private void set(Params stage, String name, JsonNode json) {
        if (!stage.hasParam(name)) {
            throw wrong("has the Param " + name + ", which this Perennial does not know; use the one that wrote it, or a newer one");
        }
        Param<Object> param = stage.getParam(name);
        try {
            stage.set(param, param.jsonDecode(json.toString()));
        } catch (Exception e) {
            // Not only RuntimeException: Scala throws json4s's own undeclared.
            throw wrong("has the value " + json + " for the Param " + name + ", which it cannot have");
        }
    }

    private JsonNode line() {
        try {
            FileSystem files = part.getFileSystem(hadoop);
            long length = files.getFileStatus(part).getLen();
            if (length > LARGEST) {
                throw wrong("has " + length + " bytes, more than any Params");
            }
            try (InputStream in = files.open(part)) {
                return Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (FileNotFoundException missing) {
            throw new InputException(part.getParent().getParent() + ": holds no saved stage (no " + FOLDER + "/" + PART + "); give the folder that save wrote", missing);
        } catch (IOException e) {
            throw wrong("cannot be read: " + e.getMessage());
        } catch (IllegalArgumentException notJson) {
            throw wrong(notJson.getMessage());
        }
    }

    private InputException wrong(String found) {
        return new InputException(part + ": " + found);
    }
}
