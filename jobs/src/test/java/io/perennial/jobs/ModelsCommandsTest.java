package io.perennial.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.datasets.ImageShape;
import io.perennial.datasets.Normalization;
import io.perennial.driver.storage.SavedModel;
import io.perennial.worker.model.ModelDefinition;
import io.perennial.worker.model.Models;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;

/** The verb models, through the real command. */
class ModelsCommandsTest {

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private Path models;

    @BeforeEach
    void aRunForEachVersion() throws IOException {
        models = folder.resolve("models");
        ModelDefinition definition = Models.fromConfiguration("tiny.json", new NeuralNetConfiguration.Builder().seed(1).list()
                .layer(new OutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.convolutional(2, 2, 1)).build().toJson());
        for (int run = 1; run <= 2; run++) {
            Path model = Files.createDirectories(folder.resolve("run-" + run + "/model"));
            new SavedModel(definition, List.of("cat", "dog"), new ImageShape(1, 2, 2), Normalization.halves(1), Models.layout(definition),
                    Models.initialParameters(definition, run)).write(FileSystem.getLocal(new Configuration()), new org.apache.hadoop.fs.Path(model.toUri()));
        }
        Files.writeString(folder.resolve("run-1/result.json"), "{\"status\":\"done\",\"test\":{\"accuracy\":0.75,\"examples\":4}}");
    }

    @Test
    void aModelIsPublishedShownPromotedAndRolledBack() throws IOException {
        assertThat(json("publish", folder.resolve("run-1").toString(), "--name", "pets").path("champion").asText()).isEqualTo("v000001");
        assertThat(json("publish", folder.resolve("run-2").toString(), "--name", "pets", "--candidate").path("champion").asText()).isEqualTo("v000001");
        assertThat(json("promote", "pets@2", "--reason", "better").path("champion").asText()).isEqualTo("v000002");
        assertThat(json("promote", "pets@2", "--reason", "again").path("message").asText()).contains("is the champion already");
        assertThat(json("list").at("/models/0/champion").asText()).isEqualTo("v000002");
        assertThat(json("rollback", "pets", "--reason", "worse after all").path("champion").asText()).isEqualTo("v000001");

        JsonNode history = json("history", "pets").path("history");
        assertThat(history).hasSize(4);
        assertThat(history.at("/3/reason").asText()).isEqualTo("worse after all");
        assertThat(history.at("/3/change/action").asText()).isEqualTo("rollback");
        JsonNode shown = json("show", "pets");
        assertThat(shown.at("/metrics/test/accuracy").asDouble()).isEqualTo(0.75);
        assertThat(shown.at("/provenance/source").asText()).contains("run-1");

        assertThat(text("show", "pets@1")).contains("pets v000001, the champion", "75.0% of 4");
        assertThat(text("history", "pets")).contains("champion v000002", "promote v000002: better");
        assertThat(text("list")).contains("pets", "v000001", "2 versions");
        assertThat(text("retain", "pets", "--versions", "1", "--rollbacks", "0")).contains("nothing to remove");
    }

    @Test
    void aVersionWhoseModelWasRemovedIsStillShown() throws IOException {
        json("publish", folder.resolve("run-1").toString(), "--name", "pets");
        json("publish", folder.resolve("run-2").toString(), "--name", "pets");
        json("retain", "pets", "--versions", "1", "--rollbacks", "0");

        assertThat(text("show", "pets@1")).contains("pets v000001, its model was removed", "run-1", "75.0% of 4");
        refused("was removed to save space", "promote", "pets@1", "--reason", "x");
    }

    @Test
    void whatCannotBeIsRefusedInOneLineAndChangesNothing() throws IOException {
        json("publish", folder.resolve("run-1").toString(), "--name", "pets");
        String before = text("history", "pets");

        refused("list, show, history, publish");
        refused("did you mean pets?", "show", "pet");
        refused("no version v000009", "promote", "pets@9", "--reason", "x");
        refused("--reason", "promote", "pets@1");
        refused("nothing to roll back to", "rollback", "pets", "--reason", "x");
        refused("expected letters, digits", "publish", folder.resolve("run-1").toString(), "--name", "../pets");
        refused("model.json", "publish", folder.resolve("nowhere").toString(), "--name", "pets");
        refused("no version v000007", "publish", folder.resolve("run-1").toString(), "--name", "pets", "--parent", "7");
        refused("is not set apart", "readmit", "pets", "monday.bin", "--reason", "x");
        refused("keep at least 1", "retain", "pets", "--versions", "0");
        assertThat(text("history", "pets")).isEqualTo(before);
        assertThat(models.resolve("pets")).isDirectoryNotContaining("glob:**/.*");
    }

    @Test
    void aPublishedModelIsFoundByItsNameWhereAModelIsWanted() throws IOException {
        json("publish", folder.resolve("run-1").toString(), "--name", "pets");
        StringWriter err = new StringWriter();
        int code = Main.run(new String[] {"evaluate", "--model", "pets@champion", "--models", models.toString(), "--data", "shapes10"}, new PrintWriter(out), new PrintWriter(err));
        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).as("the model was read: its shape is not the data's").contains("the model takes 2 classes");

        err.getBuffer().setLength(0);
        assertThat(Main.run(new String[] {"predict", "--model", "pets@7", "--models", models.toString(), "--data", "shapes10", "--out", folder.resolve("o").toString()},
                new PrintWriter(out), new PrintWriter(err))).isEqualTo(2);
        assertThat(err.toString()).contains("no version v000007");
    }

    private JsonNode json(String... args) throws IOException {
        List<String> all = new ArrayList<>(List.of(args));
        all.add("--json");
        return new ObjectMapper().readTree(text(all.toArray(String[]::new)));
    }

    private String text(String... args) {
        StringWriter err = new StringWriter();
        out.getBuffer().setLength(0);
        assertThat(Main.run(withModels(args), new PrintWriter(out), new PrintWriter(err))).as(err.toString()).isZero();
        return out.toString();
    }

    private void refused(String named, String... args) {
        StringWriter err = new StringWriter();
        assertThat(Main.run(args.length == 0 ? new String[] {"models"} : withModels(args), new PrintWriter(new StringWriter()), new PrintWriter(err))).as(err.toString()).isEqualTo(2);
        assertThat(err.toString().lines()).as(err.toString()).hasSize(1);
        assertThat(err.toString()).contains(named);
    }

    private String[] withModels(String... args) {
        List<String> all = new ArrayList<>(List.of("models"));
        all.addAll(List.of(args));
        all.addAll(List.of("--models", models.toString()));
        return all.toArray(String[]::new);
    }
}
