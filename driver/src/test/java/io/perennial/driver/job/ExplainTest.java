package io.perennial.driver.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class ExplainTest {

    private static final String WRITE_ANEW = "perennial.write.docs";

    @Test
    void textSaysValueOriginDefaultAndMeaning() {
        String text = Explain.text(JobFile.parse("outer.optimizer: nesterov\n", "job.yaml", List.of("workers=4")));

        assertThat(text).contains("workers = 4  [--set workers=4]\n    Replicas that train at once, each on its own shard.\n"
                + "    Takes a whole number of at least 1; default 2; changes the result.");
        assertThat(text).contains("outer.optimizer = nesterov  [job.yaml line 1]");
        assertThat(text).contains("outer.learningRate = 0.7  [default]", "default 1.0 with average or slowmo, 0.7 with nesterov, 0.001 with adam");
        assertThat(text).contains("schedule.every = (no meaning in this job; used with schedule.name step)");
        assertThat(text).contains("output = (unset)  [default]");
        assertThat(text).contains("name = job  [name of job.yaml]");
    }

    @Test
    void textNamesEverySetting() {
        String text = Explain.text(JobFile.parse("workers: 1", "job.yaml", List.of()));
        JobSettings.all().forEach(setting -> assertThat(text).contains("\n" + setting.key() + " = "));
    }

    @Test
    void theReferencePagesAreUpToDate() throws IOException {
        upToDate("job-file.md", Explain.markdown());
        upToDate("refresh-job-file.md", Explain.refreshMarkdown());
    }

    private static void upToDate(String name, String expected) throws IOException {
        Path page = repository().resolve("docs").resolve(name);
        if (Boolean.getBoolean(WRITE_ANEW)) {
            Files.createDirectories(page.getParent());
            Files.writeString(page, expected);
        }

        assertThat(page).as("docs/" + name + " follows from the declared settings; write it anew by"
                + " mvn -pl driver -am test -Dtest=ExplainTest -Dsurefire.failIfNoSpecifiedTests=false -D" + WRITE_ANEW + "=true")
                .content().isEqualTo(expected);
    }

    private static Path repository() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve("conf"))) {
            folder = folder.getParent();
        }
        return folder;
    }
}
