package io.perennial.driver.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class JobTest {

    private static Job job(String... overrides) {
        return JobFile.parse("workers: 2", "job.yaml", List.of(overrides));
    }

    @ParameterizedTest
    @ValueSource(strings = {"workers=2", "inner.optimizer=adamw schedule.name=onecycle outer.optimizer=adam", "examples=70000000000 seed=-4",
            "schedule.name=step schedule.every=9 outer.optimizer=slowmo inner.optimizer=sgd", "outer.optimizer=nesterov output=s3a://b/é?x:y#z",
            "name=true output=~ master=local[2] data=no test=\"a\\b\"", "codec=topk topkShare=0.25 codecDown=fp16", "codec=2bit", "name=7 epochs=0.1 inner.learningRate=3.3333333333333335e-5"})
    void itsYamlReadsBackAsAnEqualJob(String overrides) {
        Job job = job(overrides.split(" "));

        Job again = JobFile.parse(job.toYaml(), "other.yaml", List.of());

        assertThat(again).isEqualTo(job).hasSameHashCodeAs(job);
        assertThat(again.toYaml()).isEqualTo(job.toYaml());
        assertThat(again.sha256()).isEqualTo(job.sha256());
    }

    @Test
    void canonicalNamesEveryKeyInOrder() {
        assertThat(job().canonical().keySet()).containsExactlyElementsOf(JobSettings.all().stream().<String>map(Setting::key).toList());
        assertThat(job().canonical()).containsEntry("workers", 2).containsEntry("seed", 1L).containsEntry("inner.optimizer", "nesterov")
                .containsEntry("epochs", 2.0).containsEntry("schedule.every", null);
    }

    @Test
    void everyKeyIsDeclaredOnceAndGroupsAreTogether() {
        List<String> keys = JobSettings.all().stream().<String>map(Setting::key).toList();
        List<String> groups = keys.stream().map(key -> key.replaceFirst("[^.]*$", "")).filter(group -> !group.isEmpty()).toList();
        List<String> runs = groups.stream().distinct().toList();

        assertThat(keys).doesNotHaveDuplicates();
        assertThat(String.join("", groups)).matches(String.join("", runs.stream().map(group -> "(" + group + ")+").toList()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"name=other", "output=there", "master=local[7]", "test=t.bin", "maxTestOverlap=0.5", "evaluateEvery=3",
            "checkpointEvery=0", "keep=1", "slotsTimeout=1"})
    void itsHashIsStableUnderChangesOfTheOperation(String change) {
        assertThat(job(change).sha256()).isEqualTo(job().sha256());
        assertThat(job(change).resultDifferences(job())).isEmpty();
        assertThat(job(change)).isNotEqualTo(job());
    }

    @ParameterizedTest
    @ValueSource(strings = {"workers=3", "threads=2", "localSteps=1", "batchSize=8", "epochs=1", "examples=100", "seed=2", "model=m.json", "data=cifar10",
            "inner.learningRate=0.1", "inner.optimizer=adam", "inner.clipNorm=1", "schedule.name=cosine", "schedule.warmup=1", "outer.optimizer=slowmo", "codec=2bit",
            "codecDown=int8"})
    void itsHashFollowsChangesOfTheResult(String change) {
        assertThat(job(change).sha256()).isNotEqualTo(job().sha256());
        assertThat(job(change).resultDifferences(job())).anyMatch(line -> line.startsWith(change.replaceFirst("=.*", ": ")));
    }

    @Test
    void aDefaultThatIsWrittenOutChangesNothing() {
        assertThat(job("inner.momentum=0.90", "epochs=2", "localSteps=20")).isEqualTo(job());
    }

    @Test
    void differencesNameTheKeyAndBothValues() {
        assertThat(job("workers=3", "examples=10", "keep=9").resultDifferences(job("workers=2"))).containsExactly(
                "workers: 3 here, 2 in the other", "epochs: unset here, 2.0 in the other", "examples: 10 here, unset in the other");
    }

    @Test
    void anAccessorWithoutMeaningThrows() {
        assertThatThrownBy(() -> job("inner.optimizer=sgd").innerMomentum()).isInstanceOf(IllegalStateException.class).hasMessageContaining("inner.momentum");
        assertThat(job("inner.optimizer=sgd").find(JobSettings.INNER_MOMENTUM)).isEmpty();
    }

    @Test
    void anotherOutputIsAnotherJobWithTheSameResult() {
        Job moved = job().withOutput("runs/x");

        assertThat(moved.output()).contains("runs/x");
        assertThat(moved.sha256()).isEqualTo(job().sha256());
        assertThat(job().output()).isEmpty();
    }
}
