package io.perennial.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AverageCommandTest {

    @TempDir
    Path directory;

    @Test
    void whatIsWrongIsNamedInOneLineAndNothingIsWritten() throws Exception {
        String run = Files.createDirectories(directory.resolve("run")).toString();
        Files.writeString(directory.resolve("run/job.yaml"), "name: test\n");

        refused("RUN|CHECKPOINT", "--out", "OUT");
        refused("--out", run);
        refused("uniform, ema and greedy", run, "--how", "median", "--out", "OUT");
        refused("needs --data", run, "--how", "greedy", "--out", "OUT");
        refused("goes with ema only", run, "--decay", "0.5", "--out", "OUT");
        refused("above 0 and below 1", run, "--how", "ema", "--decay", "1", "--out", "OUT");
        refused("at least 1", run, "--last", "0", "--out", "OUT");
        refused("mean and recomputed", run, "--statistics", "moving", "--out", "OUT");
        refused("--statistics recomputed only", run, "--training-data", "shapes10", "--out", "OUT");
        refused("no checkpoint", run, "--out", "OUT");
        refused("two or more", directory.resolve("gone").toString(), "--out", "OUT");
        refused("checkpoints only", directory.resolve("gone").toString(), "--last", "2", "--out", "OUT");
        refused("model.json is missing", directory.resolve("gone").toString(), directory.resolve("lost").toString(), "--out", "OUT");
        refused("is there already", run, "--out", run);
    }

    private void refused(String named, String... arguments) {
        Path out = directory.resolve("average");
        String[] all = new String[arguments.length + 1];
        all[0] = "average";
        for (int i = 0; i < arguments.length; i++) {
            all[i + 1] = arguments[i].equals("OUT") ? out.toString() : arguments[i];
        }
        StringWriter errors = new StringWriter();
        assertThat(Main.run(all, new PrintWriter(new StringWriter()), new PrintWriter(errors))).as(errors.toString()).isEqualTo(2);
        assertThat(errors.toString().lines()).as(errors.toString()).hasSize(1);
        assertThat(errors.toString()).startsWith("perennial: ").contains(named);
        assertThat(out).doesNotExist();
    }
}
