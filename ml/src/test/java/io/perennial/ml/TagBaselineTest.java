package io.perennial.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.errors.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TagBaselineTest {

    @TempDir
    private Path data;

    private TagBaseline.Outcome outcome(String train, String test) throws IOException {
        Files.writeString(data.resolve("train.conll"), train.replace('/', '\t').replace(' ', '\n'));
        Files.writeString(data.resolve("test.conll"), test.replace('/', '\t').replace(' ', '\n'));
        return TagBaseline.of(data.toString(), new Configuration());
    }

    @Test
    void knownEntitiesAreFoundTheLongestFirst() throws IOException {
        TagBaseline.Outcome outcome = outcome("New/B-LOC York/I-LOC is/O  York/B-LOC or/O  Anna/B-PER ",
                "in/O New/B-LOC York/I-LOC  York/B-LOC Bell/B-PER ");

        assertThat(outcome.train()).isEqualTo(3);
        assertThat(outcome.test()).isEqualTo(2);
        assertThat(outcome.dictionary().all().truth()).isEqualTo(3);
        assertThat(outcome.dictionary().all().predicted()).isEqualTo(2);
        assertThat(outcome.dictionary().all().right()).isEqualTo(2);
        // York alone is more often than not a part of New York or equally often an entity: B-LOC comes first.
        assertThat(outcome.majority().all().right()).isEqualTo(1);
    }

    @Test
    void wordsThatMostlyAreNoEntityAreLeftOutByTheSurerDictionary() throws IOException {
        TagBaseline.Outcome outcome = outcome("may/O may/O May/B-PER May/O may/B-PER ", "may/O May/B-PER ");

        assertThat(outcome.dictionary().all().predicted()).isEqualTo(2);
        assertThat(outcome.dictionary().all().right()).isEqualTo(1);
        // A half is not more than a half.
        assertThat(outcome.surer().all().predicted()).isZero();
        assertThat(outcome.majority().all().predicted()).isEqualTo(1);
    }

    @Test
    void whatCannotBeComparedIsNamed() throws IOException {
        assertThatThrownBy(() -> TagBaseline.of("shapes10", new Configuration())).isInstanceOf(InputException.class).hasMessageContaining("no words");
        assertThatThrownBy(() -> outcome("May/B-PER ", "May/B-LOC ")).isInstanceOf(InputException.class).hasMessageContaining("B-LOC");
    }
}
