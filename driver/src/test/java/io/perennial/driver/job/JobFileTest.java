package io.perennial.driver.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.errors.InputException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class JobFileTest {

    private static Job job(String yaml, String... overrides) {
        return JobFile.parse(yaml, "job.yaml", List.of(overrides));
    }

    private static void refused(String yaml, String line) {
        refused(yaml, List.of(), line);
    }

    private static void refused(String yaml, List<String> overrides, String line) {
        assertThatThrownBy(() -> JobFile.parse(yaml, "job.yaml", overrides))
                .isInstanceOf(InputException.class).hasMessage(line);
    }

    @Test
    void defaultsFillWhatTheFileLeavesOut() {
        Job job = job("workers: 3");

        assertThat(job.workers()).isEqualTo(3);
        assertThat(job.origin(JobSettings.WORKERS)).contains(new Origin.FileLine("job.yaml", 1));
        assertThat(job.localSteps()).hasValue(20);
        assertThat(job.origin(JobSettings.LOCAL_STEPS)).contains(new Origin.Fallback());
        assertThat(job.epochs()).hasValue(2.0);
        assertThat(job.examples()).isEmpty();
        assertThat(job.output()).isEmpty();
        assertThat(job.innerOptimizer()).isEqualTo(InnerOptimizerName.NESTEROV);
        assertThat(job.innerMomentum()).isEqualTo(0.9);
    }

    @Test
    void setWinsOverTheFileAndTheFileOverTheDefault() {
        Job job = job("workers: 3\nthreads: 2", "workers=4");

        assertThat(job.workers()).isEqualTo(4);
        assertThat(job.threads()).isEqualTo(2);
        assertThat(job.batchSize()).isEqualTo(32);
    }

    @Test
    void ofTwoSetsOfOneKeyTheLaterCounts() {
        assertThat(job("workers: 3", "workers=4", "workers=5").workers()).isEqualTo(5);
    }

    @Test
    void anEmptySetDropsWhatTheFileSays() {
        assertThat(job("examples: 500", "examples=", "epochs=1").epochs()).hasValue(1.0);
        assertThat(job("workers: 3", "workers=").workers()).isEqualTo(2);
        assertThat(job("name: mine", "name=").name()).isEqualTo("job");
    }

    @Test
    void nestedAndDottedKeysMeanTheSame() {
        assertThat(job("inner:\n  optimizer: adam\n  beta1: 0.8")).isEqualTo(job("inner.optimizer: adam\ninner.beta1: 0.8"));
    }

    @Test
    void numbersAreReadAsTypedNotAsYamlTakesThem() {
        assertThat(job("inner.learningRate: 1e-3").innerLearningRate()).isEqualTo(0.001);
        assertThat(job("seed: 010").seed()).isEqualTo(10);
        assertThat(job("name: 2024-01-01").name()).isEqualTo("2024-01-01");
        assertThat(job("seed: -9223372036854775808").seed()).isEqualTo(Long.MIN_VALUE);
    }

    @ParameterizedTest
    @CsvSource({"conf/cifar10-lenet.yaml, cifar10-lenet", "hdfs://nn/jobs/a b.yml, a-b", "job, job", ".yaml, job"})
    void withoutANameTheJobIsNamedAfterItsFile(String file, String name) {
        assertThat(JobFile.parse("workers: 1", file, List.of()).name()).isEqualTo(name);
    }

    @Test
    void anOptionalKeyWithNothingAfterItStaysUnset() {
        assertThat(job("workers: 1\noutput:\nmaster: null").output()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"worker, workers", "wrokers, workers", "Workers, workers", "localstep, localSteps", "inner.learnRate, inner.learningRate",
            "schedule.evry, schedule.every"})
    void anUnknownKeyNamesTheNearest(String wrong, String nearest) {
        refused("seed: 2\n\n" + wrong + ": 1", "unknown key '" + wrong + "' in job.yaml line 3; did you mean '" + nearest + "'? valid keys: see --explain");
    }

    @Test
    void anUnknownKeyThatIsNearNothingNamesNothing() {
        refused("frobnicate: 1", "unknown key 'frobnicate' in job.yaml line 1; valid keys: see --explain");
    }

    @Test
    void aKeyWithoutItsGroupNamesTheGroups() {
        refused("learningRate: 1", "unknown key 'learningRate' in job.yaml line 1; did you mean 'inner.learningRate' or 'outer.learningRate'?"
                + " valid keys: see --explain");
    }

    @Test
    void anUnknownKeyInAGroupIsNamedWithItsGroup() {
        refused("inner:\n  momentun: 1", "unknown key 'inner.momentun' in job.yaml line 2; did you mean 'inner.momentum'? valid keys: see --explain");
    }

    @Test
    void anUnknownKeyOfSetNamesTheNearest() {
        refused("workers: 1", List.of("worker=2"), "unknown key 'worker' in --set worker=2; did you mean 'workers'? valid keys: see --explain");
    }

    @Test
    void aSetWithoutAValueIsRefused() {
        refused("workers: 1", List.of("workers"), "--set: found 'workers', expected key=value; keys: see --explain");
    }

    @Test
    void aWrongTypeSaysWhatWasFoundAndExpectedAndWhere() {
        refused("seed: 1\nworkers: two", "workers: found 'two', expected a whole number of at least 1 (job.yaml line 2);"
                + " correct it, or leave it out for the default 2");
        refused("seed: 1", List.of("epochs=lots"), "epochs: found 'lots', expected a number above 0 (--set epochs=lots);"
                + " correct it, or leave it out for the default 2.0, unless examples is set");
        refused("inner.optimizer: adagrad", "inner.optimizer: found 'adagrad', expected one of sgd, momentum, nesterov, adam, adamw"
                + " (job.yaml line 1); correct it, or leave it out for the default nesterov");
        refused("workers:", "workers: found nothing, expected a whole number of at least 1 (job.yaml line 1);"
                + " correct it, or leave it out for the default 2");
    }

    @Test
    void noLocalStepsAreRefused() {
        refused("localSteps: 0", "localSteps: found '0', expected a whole number of at least 1, or auto (job.yaml line 1);"
                + " correct it, or leave it out for the default 20");
    }

    @ParameterizedTest
    @CsvSource({"workers, 99999999999", "workers, 1.5", "epochs, 0", "epochs, NaN", "epochs, 1e999", "epochs, 1d", "examples, 0", "keep, 0",
            "inner.momentum, 1", "maxTestOverlap, 1.1", "evaluateEvery, -1", "codec, fp8", "codec, two_bit", "codecDown, 2bit", "topkShare, 0", "name, ../x", "batchSize, 0x10", "outer.optimizer, AVERAGE"})
    void valuesOutsideTheirRangeAreRefused(String key, String value) {
        assertThatThrownBy(() -> job("seed: 1", key + "=" + value)).isInstanceOf(InputException.class)
                .hasMessageStartingWith(key + ": found '" + value + "', expected ").hasMessageContaining("(--set " + key + "=" + value + ")");
    }

    @Test
    void aNumberThatIsTooLargeIsNotCalledTooSmall() {
        assertThatThrownBy(() -> job("workers: 99999999999")).hasMessageContaining("expected a whole number of at most 2147483647");
    }

    @Test
    void aSettingWithoutMeaningIsRefusedByName() {
        refused("schedule.name: cosine\nschedule.every: 10", "schedule.every: not valid together with schedule.name cosine"
                + " (job.yaml line 2; job.yaml line 1); it has a meaning with schedule.name step: choose that, or leave schedule.every out"
                + " (--set schedule.every= drops it)");
        refused("inner.momentum: 0.8", List.of("inner.optimizer=adam"), "inner.momentum: not valid together with inner.optimizer adam"
                + " (job.yaml line 1; --set inner.optimizer=adam); it has a meaning with inner.optimizer momentum or nesterov:"
                + " choose that, or leave inner.momentum out (--set inner.momentum= drops it)");
        refused("outer.momentum: 0.8", "outer.momentum: not valid together with outer.optimizer average (job.yaml line 1; default);"
                + " it has a meaning with outer.optimizer nesterov or slowmo: choose that, or leave outer.momentum out"
                + " (--set outer.momentum= drops it)");
    }

    @ParameterizedTest
    @CsvSource({"outer.tau, 1", "outer.beta1, 0.5", "inner.beta2, 0.5", "inner.epsilon, 1", "schedule.factor, 0.5", "schedule.final, 0.5", "schedule.rise, 0.5"})
    void settingsOfOtherChoicesAreNotValidWithTheDefaults(String key, String value) {
        assertThatThrownBy(() -> job(key + ": " + value)).isInstanceOf(InputException.class).hasMessageStartingWith(key + ": not valid together with ");
    }

    @Test
    void warmupIsNotValidTogetherWithOnecycle() {
        assertThatThrownBy(() -> job("schedule: {name: onecycle, warmup: 5}"))
                .hasMessageStartingWith("schedule.warmup: not valid together with schedule.name onecycle");
    }

    @Test
    void epochsAndExamplesAreNotValidTogether() {
        refused("epochs: 2\nexamples: 100", "epochs: not valid together with examples (job.yaml line 1; job.yaml line 2);"
                + " leave one out (--set examples= drops it)");
        assertThat(job("examples: 100").epochs()).isEmpty();
        assertThat(job("examples: 100").examples()).hasValue(100);
    }

    @Test
    void codecsGoByTheNamesOfTheField() {
        assertThat(job("codec: 2bit").codec()).isEqualTo(CodecName.TWO_BIT);
        assertThat(job("codec: topk\ntopkShare: 0.2\ncodecDown: int8").topkShare()).isEqualTo(0.2);
        refused("codec: 1bit", "codec: found '1bit', expected one of fp32, fp16, int8, topk, 2bit (job.yaml line 1);"
                + " correct it, or leave it out for the default fp32");
        refused("topkShare: 0.2", "topkShare: not valid together with codec fp32 (job.yaml line 1; default); it has a meaning with codec topk:"
                + " choose that, or leave topkShare out (--set topkShare= drops it)");
    }

    @Test
    void stepsOfTheScheduleAreRequiredWithStep() {
        refused("schedule.name: step", "schedule.every: found nothing, but schedule.name step (job.yaml line 1) needs it;"
                + " set schedule.every to a whole number of at least 1");
        assertThat(job("schedule: {name: step, every: 7}").scheduleEvery()).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource({"average, 1.0", "nesterov, 0.7", "slowmo, 1.0", "adam, 0.001"})
    void theDefaultLearningRateOfTheAverageFollowsItsOptimizer(String optimizer, double rate) {
        assertThat(job("outer.optimizer: " + optimizer).outerLearningRate()).isEqualTo(rate);
        assertThat(job("outer.optimizer: " + optimizer, "outer.learningRate=0.25").outerLearningRate()).isEqualTo(0.25);
    }

    @Test
    void aKeySetTwiceIsRefusedInEitherSpelling() {
        refused("workers: 1\nworkers: 2", "key 'workers' is set twice, in job.yaml line 1 and line 2; remove one");
        refused("inner.momentum: 0.5\ninner:\n  momentum: 0.6", "key 'inner.momentum' is set twice, in job.yaml line 1 and line 3; remove one");
    }

    @Test
    void brokenYamlNamesTheLine() {
        assertThatThrownBy(() -> job("workers: 1\nname: [a\nseed: 3")).isInstanceOf(InputException.class)
                .hasMessageMatching("job.yaml line 3 is not valid YAML: .*").hasMessageNotContaining("\n");
        assertThatThrownBy(() -> job("a: 1\n---\nb: 2")).isInstanceOf(InputException.class).hasMessageNotContaining("\n");
        assertThatThrownBy(() -> job("name: \u0007")).isInstanceOf(InputException.class).hasMessageNotContaining("\n");
    }

    @Test
    void whatIsNoMappingIsRefused() {
        refused("- workers", "job.yaml is not a job: found a list, expected lines of the form 'key: value'; keys: see --explain");
        refused("workers", "job.yaml is not a job: found a single value, expected lines of the form 'key: value'; keys: see --explain");
        refused("# nothing\n", "job.yaml is not a job: found nothing, expected lines of the form 'key: value'; keys: see --explain");
    }

    @Test
    void groupsAndValuesAreNotMixedUp() {
        refused("inner: adam", "inner: found a single value in job.yaml line 1, expected a group of settings such as inner.optimizer; keys: see --explain");
        refused("workers: [1, 2]", "workers: found a list in job.yaml line 1, expected one value; see --explain");
    }

    @Test
    void typeTagsInstantiateNothing() {
        refused("name: !x y", "name: found the type tag !x in job.yaml line 1, supported are plain values; remove the tag");
        refused("inner: !x {optimizer: sgd}",
                "inner: found a tagged mapping in job.yaml line 1, expected a group of settings such as inner.optimizer; keys: see --explain");
        refused("workers: 1\nname: !!java.io.File x",
                "job.yaml line 2 is not valid YAML: Global tag is not allowed: tag:yaml.org,2002:java.io.File; correct the line");
        assertThatThrownBy(() -> job("!!javax.script.ScriptEngineManager [x]")).isInstanceOf(InputException.class);
    }

    @Test
    void aBombIsRefusedAtOnce(@TempDir Path folder) throws IOException {
        StringBuilder laughs = new StringBuilder("a0: &a0 [lol, lol]\n");
        for (int i = 1; i < 40; i++) {
            laughs.append("a").append(i).append(": &a").append(i).append(" [*a").append(i - 1).append(", *a").append(i - 1).append("]\n");
        }
        for (String bomb : List.of(laughs.toString(), "name: &a [*a]", "inner: &a {optimizer: *a}", "{".repeat(100_000), "name: " + "[".repeat(100_000),
                "<<: &a {<<: *a}", "name: " + "x".repeat(JobFile.LARGEST))) {
            assertThatThrownBy(() -> job(bomb)).isInstanceOf(InputException.class).hasMessageNotContaining("\n");
        }
        Path sparse = folder.resolve("sparse.yaml");
        try (RandomAccessFile file = new RandomAccessFile(sparse.toFile(), "rw")) {
            file.setLength(1L << 40);
        }
        assertThatThrownBy(() -> JobFile.load(sparse, List.of())).isInstanceOf(InputException.class).hasMessageContaining("which no job needs");
    }

    @Test
    void aFileThatIsNotThereIsNamed(@TempDir Path folder) {
        Path missing = folder.resolve("no.yaml");
        assertThatThrownBy(() -> JobFile.load(missing, List.of())).isInstanceOf(InputException.class)
                .hasMessage("job file " + missing + " not found; name a file that exists, or none for the built-in quickstart");
        assertThatThrownBy(() -> JobFile.load(folder, List.of())).isInstanceOf(InputException.class).hasMessageContaining("it is a directory");
    }

    @Test
    void aFileInAnotherEncodingIsNamed(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("latin.yaml"), new byte[] {'n', 'a', 'm', 'e', ':', ' ', (byte) 0xfc});
        assertThatThrownBy(() -> JobFile.load(file, List.of())).isInstanceOf(InputException.class).hasMessageContaining("not UTF-8");
    }
}
