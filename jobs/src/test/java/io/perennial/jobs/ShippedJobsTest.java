package io.perennial.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.driver.continual.TaskStream;
import io.perennial.driver.job.Job;
import io.perennial.driver.job.JobFile;
import io.perennial.driver.job.NewClassesName;
import io.perennial.driver.job.RefreshJob;
import io.perennial.driver.job.RefreshJobFile;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

class ShippedJobsTest {

    private static Path conf() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve("conf"))) {
            folder = folder.getParent();
        }
        return folder.resolve("conf");
    }

    @Test
    void theBuiltInQuickstartIsTheOneInConf() throws IOException {
        try (InputStream builtIn = Jobs.class.getResourceAsStream("quickstart.yaml")) {
            assertThat(new String(builtIn.readAllBytes(), StandardCharsets.UTF_8))
                    .as("copy conf/quickstart.yaml to jobs/src/main/resources/io/perennial/jobs/")
                    .isEqualTo(Files.readString(conf().resolve("quickstart.yaml")));
        }
    }

    @Test
    void cifar10LenetIsTheNetOnTwoWorkersForTwoEpochs() {
        Job job = JobFile.load(conf().resolve("cifar10-lenet.yaml"), List.of());

        assertThat(job.name()).isEqualTo("cifar10-lenet");
        assertThat(job.data()).isEqualTo("cifar10");
        assertThat(job.workers()).isEqualTo(2);
        assertThat(job.epochs()).hasValue(2.0);
        assertThat(job.innerLearningRate()).isEqualTo(0.025);
    }

    @Test
    void everyJobInConfReads() throws IOException {
        try (var files = Files.list(conf())) {
            List<Path> jobs = files.filter(file -> file.toString().endsWith(".yaml") && !isRefresh(file) && !isStream(file)).toList();
            assertThat(jobs).hasSizeGreaterThan(3);
            jobs.forEach(file -> assertThat(file).hasFileName(JobFile.load(file, List.of()).name() + ".yaml"));
        }
    }

    private static boolean isRefresh(Path file) {
        return file.getFileName().toString().startsWith("refresh-");
    }

    private static boolean isStream(Path file) {
        return file.getFileName().toString().startsWith("split-");
    }

    @Test
    void splitCifar10LearnsWhateverStrategyIsSet() {
        for (String strategy : List.of("finetune", "replay", "derpp", "ewc", "lwf", "joint")) {
            List<String> settings = new ArrayList<>(TaskStream.settings("folder", "cifar10"));
            settings.add("strategy=" + strategy);
            assertThat(RefreshJobFile.load(conf().resolve("split-cifar10.yaml"), settings).test()).isEqualTo("cifar10");
        }
    }

    @Test
    void theTwoMonthsAreLearnedWithReplayAndWithout() {
        Path file = conf().resolve("refresh-two-months.yaml");
        assertThat(RefreshJobFile.load(file, List.of()).newClasses()).isEqualTo(NewClassesName.GROW);
        RefreshJob without = RefreshJobFile.load(file, List.of("strategy=finetune", "replay.share=", "replay.bytes=", "gate.maxDrop=1", "gate.maxClassDrop=1", "gate.minGain=-1"));
        assertThat(without.gateMaxDrop()).isEqualTo(1);
    }

    @Test
    void refreshCifar10ReplaysFiveHundredImagesOfEachClass() {
        RefreshJob job = RefreshJobFile.load(conf().resolve("refresh-cifar10.yaml"), List.of());

        assertThat(job.model()).isEqualTo("cifar10");
        assertThat(job.base()).contains("cifar10");
        assertThat(job.replayBytes()).isEqualTo(10 * 500 * 3073L);
    }
}
