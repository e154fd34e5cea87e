package io.perennial.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerateCommandTest {

    @TempDir
    Path directory;

    @Test
    void whatIsWrongIsNamedInOneLine() {
        String gone = directory.resolve("gone").toString();

        refused("--model");
        refused("model.json", "--model", gone);
        refused("--length: found 0", "--model", gone, "--length", "0");
        refused("--temperature: found -1", "--model", gone, "--temperature", "-1");
        refused("--top-k: found 0", "--model", gone, "--top-k", "0");
        refused("--seed", "--model", gone, "--seed", "many");
    }

    private static void refused(String named, String... arguments) {
        List<String> all = new ArrayList<>(List.of("generate"));
        all.addAll(List.of(arguments));
        StringWriter errors = new StringWriter();
        StringWriter out = new StringWriter();
        assertThat(Main.run(all.toArray(String[]::new), new PrintWriter(out), new PrintWriter(errors))).as(errors.toString()).isEqualTo(2);
        assertThat(errors.toString().lines()).as(errors.toString()).hasSize(1);
        assertThat(errors.toString()).startsWith("perennial: ").contains(named);
        assertThat(out.toString()).isEmpty();
    }
}
