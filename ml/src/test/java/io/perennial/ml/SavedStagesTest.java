package io.perennial.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.errors.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.ml.util.MLReader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A saved stage may come from an untrusted place. */
class SavedStagesTest {

    /** Tells if it was loaded: no reader may do that. */
    public static final class Foreign {
        static {
            Witness.loaded = true;
        }

        public Foreign(String uid) {
        }

        public static MLReader<?> read() {
            return null;
        }
    }

    private static final class Witness {
        private static boolean loaded;
    }

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        SharedSpark.session();
    }

    private String stage(String metadata) throws IOException {
        Path directory = Files.createDirectories(folder.resolve("stage/metadata"));
        Files.writeString(directory.resolve("part-00000"), metadata);
        return folder.resolve("stage").toString();
    }

    private void refused(String metadata, String message) throws IOException {
        String path = stage(metadata);
        assertThatThrownBy(() -> NeuralClassifier.load(path)).isInstanceOf(InputException.class).hasMessageContaining(message).hasMessageNotContaining("\n");
    }

    @Test
    void anEstimatorComesBackWithTheParamsThatWereSet() throws IOException {
        NeuralClassifier saved = new NeuralClassifier().setWorkers(3).setModel("mlp").setThresholds(new double[] {1, 2}).setSettings("codec=fp32")
                .setSeed(1L << 60).setEpochs(0.5);
        saved.save(folder.resolve("estimator").toString());
        NeuralClassifier loaded = NeuralClassifier.load(folder.resolve("estimator").toString());

        assertThat(loaded.uid()).isEqualTo(saved.uid());
        assertThat(loaded.getThresholds()).containsExactly(1, 2);
        assertThat(loaded.getOrDefault(loaded.seed())).isEqualTo(1L << 60);
        assertThat(loaded.getOrDefault(loaded.workers())).isEqualTo(3);
        assertThat(loaded.getOrDefault(loaded.settings())).containsExactly("codec=fp32");
        assertThat(loaded.isSet(loaded.batchSize())).isFalse();
    }

    @Test
    void aClassThatAFileNamesIsNeverLoaded() throws IOException {
        refused("{\"class\":\"io.perennial.ml.SavedStagesTest$Foreign\",\"uid\":\"x\",\"paramMap\":{}}", "holds a io.perennial.ml.SavedStagesTest$Foreign, expected a");
        assertThat(Witness.loaded).isFalse();
    }

    @Test
    void whatIsNoStageIsRefusedInOneLine() throws IOException {
        String named = "{\"class\":\"io.perennial.ml.NeuralClassifier\",\"uid\":\"x\",\"paramMap\":";
        assertThatThrownBy(() -> NeuralClassifier.load(folder.resolve("none").toString())).isInstanceOf(InputException.class).hasMessageContaining("holds no saved stage");
        refused("not JSON", "is not JSON");
        refused("\u00ac\u00ed\u0000\u0005sr", "is not JSON");
        refused(named + "{\"workers\":0}}", "has the value 0 for the Param workers, which it cannot have");
        refused(named + "{\"workers\":{\"class\":\"java.lang.Runtime\"}}}", "for the Param workers, which it cannot have");
        refused(named + "{\"exec\":\"x\"}}", "has the Param exec, which this Perennial does not know");
        refused("[".repeat(100_000), "is not JSON");
        refused(" ".repeat((1 << 20) + 1), "more than any Params");
    }
}
