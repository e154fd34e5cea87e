package io.perennial.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.driver.job.Job;
import io.perennial.driver.run.Evaluation;
import io.perennial.driver.run.Resume;
import io.perennial.driver.run.RoundReport;
import io.perennial.driver.run.RunFailedException;
import io.perennial.driver.run.RunResult;
import io.perennial.driver.storage.RunHeldException;
import io.perennial.errors.InputException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

class MainTest {

    private static final Evaluation TEST = new Evaluation(4, 0.75, 0.5, List.of("circle", "square"), new long[][] {{2, 0}, {1, 1}});

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Job trained;
    private Resume resumed;
    private Throwable failure;
    private RunResult.Status status = RunResult.Status.DONE;
    private String message;

    private int run(String... args) {
        Trainer trainer = (job, resume, hadoop, progress) -> {
            trained = job;
            resumed = resume;
            progress.println("progress");
            if (failure != null) {
                MainTest.<RuntimeException>sneak(failure);
            }
            return new RunResult(status, job.output().orElseThrow(), "lenet", 2, 10, 1280, 321.5, 4.0, new RoundReport.Bytes(7, 8), TEST,
                    "abc", 1, null, message);
        };
        Clock clock = Clock.fixed(Instant.parse("2026-03-04T05:06:07Z"), ZoneOffset.UTC);
        return Main.run(args, new PrintWriter(out), new PrintWriter(err),
                List.of(new TrainCommand(trainer, clock), new EvaluateCommand((model, data, progress) -> TEST), new ReportCommand()));
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable failure) throws T {
        throw (T) failure;
    }

    private JsonNode lastLineOfOut() throws IOException {
        List<String> lines = out.toString().lines().toList();
        return new ObjectMapper().readTree(lines.get(lines.size() - 1));
    }

    @Test
    void withoutAJobFileTheQuickstartIsTrained() {
        assertThat(run("train")).isZero();

        assertThat(trained.name()).isEqualTo("quickstart");
        assertThat(trained.output()).contains("runs/quickstart-20260304-050607");
        assertThat(resumed).isEqualTo(new Resume.Fresh());
        assertThat(out.toString()).contains("accuracy", "75.0%", "parametersSha256").doesNotContain("progress");
        assertThat(err.toString()).isEqualToIgnoringNewLines("progress");
    }

    @Test
    void jsonIsTheLastAndOnlyLineOnStdout() throws IOException {
        assertThat(run("train", "--json")).isZero();

        assertThat(out.toString().lines()).hasSize(1);
        JsonNode result = lastLineOfOut();
        assertThat(result.path("status").asText()).isEqualTo("done");
        assertThat(result.path("test").path("accuracy").asDouble()).isEqualTo(0.75);
        assertThat(result.path("test").path("perClass").path(1).path("accuracy").asDouble()).isEqualTo(0.5);
        assertThat(result.path("bytes").path("down").asLong()).isEqualTo(7);
        assertThat(result.path("seed").asLong()).isEqualTo(1);
    }

    @Test
    void setReachesTheJob() {
        run("train", "--set", "workers=5", "--set=output=there");

        assertThat(trained.workers()).isEqualTo(5);
        assertThat(trained.output()).contains("there");
    }

    @Test
    void stoppedBySignalExitsWith143AndDivergedWith1() {
        status = RunResult.Status.STOPPED;
        assertThat(run("train")).isEqualTo(143);

        status = RunResult.Status.DIVERGED;
        message = "diverged in round 3; try a smaller inner.learningRate";
        assertThat(run("train")).isEqualTo(1);
        assertThat(err.toString()).contains("perennial: diverged in round 3");
    }

    @Test
    void wrongInputExitsWith2InOneLineWithoutATrace() {
        assertThat(run("train", "--set", "worker=2")).isEqualTo(2);

        assertThat(err.toString()).isEqualToIgnoringNewLines(
                "perennial: unknown key 'worker' in --set worker=2; did you mean 'workers'? valid keys: see --explain");
        assertThat(out.toString()).isEmpty();
        assertThat(trained).isNull();
    }

    @Test
    void wrongInputFoundByATaskExitsWith2() {
        failure = new IllegalStateException("Job aborted", new InputException("train.bin has changed"));

        assertThat(run("train")).isEqualTo(2);
        assertThat(err.toString()).contains("perennial: train.bin has changed");
    }

    @Test
    void aRunThatAnotherProcessHoldsExitsWith4() {
        failure = new RunHeldException("process 7 is working on this run");

        assertThat(run("train")).isEqualTo(4);
        assertThat(err.toString()).endsWith("perennial: process 7 is working on this run\n");
    }

    @Test
    void anythingElseExitsWith1InOneLine() {
        failure = new IllegalStateException("Job aborted\n\tat somewhere");

        assertThat(run("train")).isEqualTo(1);
        assertThat(err.toString()).isEqualToNormalizingNewlines(
                "progress\nperennial: IllegalStateException: Job aborted (--debug prints the stack trace)\n");
    }

    @Test
    void aRunThatCannotGoOnSaysWhyInItsOwnWords() {
        failure = new RunFailedException("round 3: no executor is left; start some", null);

        assertThat(run("train")).isEqualTo(1);
        assertThat(err.toString()).contains("perennial: round 3: no executor is left; start some (--debug prints the stack trace)\n");
    }

    @Test
    void anErrorOfTheJvmIsOneLineTooAndNamesItsCause() {
        failure = new ExceptionInInitializerError(new IllegalStateException("no backend"));

        assertThat(run("train")).isEqualTo(1);
        assertThat(err.toString()).isEqualTo("progress\nperennial: IllegalStateException: no backend (--debug prints the stack trace)\n");
    }

    @Test
    void debugPrintsTheTrace() {
        failure = new IllegalStateException("boom");

        assertThat(run("train", "--debug")).isEqualTo(1);
        assertThat(err.toString()).contains("perennial: IllegalStateException: boom\n").contains("at io.perennial.jobs.");
    }

    @Test
    void withJsonAnErrorIsAnObjectToo() throws IOException {
        assertThat(run("train", "no-such.yaml", "--json")).isEqualTo(2);

        assertThat(lastLineOfOut().path("status").asText()).isEqualTo("failed");
        assertThat(lastLineOfOut().path("exitCode").asInt()).isEqualTo(2);
        assertThat(lastLineOfOut().path("error").asText()).startsWith("job file no-such.yaml not found");
    }

    @Test
    void usageErrorsExitWith2AndNameTheHelp() {
        assertThat(run("train", "--resum", "x")).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(1).first().asString()
                .startsWith("perennial: Unknown option").endsWith("; see perennial train --help");
    }

    @Test
    void noVerbAndAWrongVerbExitWith2() {
        assertThat(run()).isEqualTo(2);
        assertThat(run("tran")).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(2).allMatch(line -> line.endsWith("; see perennial --help"));
        assertThat(err.toString()).contains("expected one of train, evaluate");
    }

    @Test
    void helpAndVersionExitWith0() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).startsWith("perennial ").contains("Spark 3.5");
        assertThat(run("train", "--help")).isZero();
        assertThat(out.toString()).contains("--resume", "JOB.yaml");
    }

    @Test
    void explainPrintsAndTrainsNothing() {
        assertThat(run("train", "--explain", "--set", "workers=7")).isZero();

        assertThat(out.toString()).contains("workers = 7  [--set workers=7]");
        assertThat(trained).isNull();
    }

    @Test
    void resumeOfARunReadsItsJobAndStaysInItsDirectory(@TempDir Path run) throws IOException {
        Files.writeString(run.resolve("job.yaml"), "name: mine\noutput: moved/from/here\nworkers: 3\n");

        assertThat(run("train", "--resume", run.toString())).isZero();

        assertThat(resumed).isEqualTo(new Resume.Run(run.toString()));
        assertThat(trained.name()).isEqualTo("mine");
        assertThat(trained.workers()).isEqualTo(3);
        assertThat(trained.output()).contains(run.toString());
    }

    @Test
    void resumeOfWhatIsNoRunIsRefused(@TempDir Path folder) {
        assertThat(run("train", "--resume", folder.toString())).isEqualTo(2);
        assertThat(err.toString()).contains(folder + " is not a run directory: it has no job.yaml");
    }

    @Test
    void resumeAutoNeedsAnOutputThatStays() {
        assertThat(run("train", "--resume", "auto")).isEqualTo(2);
        assertThat(err.toString()).contains("set output to the run directory");

        assertThat(run("train", "--resume", "auto", "--set", "output=runs/nightly")).isZero();
        assertThat(resumed).isEqualTo(new Resume.Auto());
    }

    @Test
    void aJobFileMayHaveAUri(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("far.yaml"), "workers: 3\n");

        assertThat(run("train", file.toUri().toString())).isZero();
        assertThat(trained.name()).isEqualTo("far");
        assertThat(trained.workers()).isEqualTo(3);
    }

    @Test
    void evaluatePrintsWhatResultJsonHoldsUnderTest() throws IOException {
        assertThat(run("evaluate", "--model", "runs/x", "--data", "shapes10", "--json")).isZero();

        assertThat(lastLineOfOut().path("accuracy").asDouble()).isEqualTo(0.75);
        assertThat(lastLineOfOut().path("examples").asLong()).isEqualTo(4);
    }

    @Test
    void evaluateNeedsAModelAndData() {
        assertThat(run("evaluate", "--model", "runs/x")).isEqualTo(2);
        assertThat(err.toString()).contains("--data").endsWith("; see perennial evaluate --help\n");
    }

    @Test
    void againRepeatsARunElsewhereAndSaysThatItIsTheSame(@TempDir Path run) throws IOException {
        doneRun(run, "abc");

        assertThat(run("train", "--again", run.toString())).isZero();

        assertThat(trained.name()).isEqualTo("mine");
        assertThat(trained.workers()).isEqualTo(3);
        assertThat(trained.output()).contains("runs/mine-20260304-050607");
        assertThat(resumed).isInstanceOfSatisfying(Resume.Again.class, again -> assertThat(again.original().directory()).isEqualTo(run.toString()));
        assertThat(out.toString()).contains("same parameters as " + run);
    }

    @Test
    void aRepetitionThatDiffersExitsWith1AndNamesBoth(@TempDir Path run) throws IOException {
        doneRun(run, "def");

        assertThat(run("train", "--again", run.toString(), "--set", "output=there")).isEqualTo(1);
        assertThat(trained.output()).contains("there");
        assertThat(out.toString()).contains("the parameters differ: def in " + run + ", abc in there");

        assertThat(run("train", "--again", run.toString(), "--json")).isEqualTo(1);
        assertThat(lastLineOfOut().path("again").path("same").asBoolean(true)).isFalse();
        assertThat(lastLineOfOut().path("again").path("parametersSha256").asText()).isEqualTo("def");
    }

    @Test
    void aRepetitionThatWasStoppedSaysHowToGoOn(@TempDir Path run) throws IOException {
        doneRun(run, "def");
        status = RunResult.Status.STOPPED;

        assertThat(run("train", "--again", run.toString(), "--set", "output=there")).isEqualTo(143);
        assertThat(out.toString()).contains("not compared", "--resume there", "def");
    }

    @Test
    void againNeedsARunThatIsDoneAndNothingElse(@TempDir Path run) throws IOException {
        assertThat(run("train", "--again", run.toString())).isEqualTo(2);
        assertThat(err.toString()).contains(run + " is not a run directory");

        doneRun(run, "abc");
        assertThat(run("train", "--again", run.toString(), "--resume", "auto")).isEqualTo(2);
        assertThat(run("train", "job.yaml", "--again", run.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("together with --resume", "together with a job file");

        Files.writeString(run.resolve("result.json"), "{\"status\":\"stopped\",\"parametersSha256\":\"abc\"}");
        assertThat(run("train", "--again", run.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("is stopped, only one that is done can be repeated; --resume");
        assertThat(trained).isNull();
    }

    private static void doneRun(Path run, String parametersSha256) throws IOException {
        Files.writeString(run.resolve("job.yaml"), "name: mine\noutput: " + run + "\nworkers: 3\n");
        Files.writeString(run.resolve("provenance.json"),
                "{\"perennial\":\"1\",\"machine\":\"m\",\"job\":{\"workers\":3},\"dataSha256\":\"d\",\"modelSha256\":\"m\"}");
        Files.writeString(run.resolve("result.json"), "{\"status\":\"done\",\"parametersSha256\":\"" + parametersSha256 + "\"}");
    }

    @Test
    void reportIsWrittenIntoTheRunOrWhereOneSays(@TempDir Path folder) throws IOException {
        Path run = Files.createDirectory(folder.resolve("a"));
        doneRun(run, "abc");
        Files.writeString(run.resolve("metrics.jsonl"), "{\"round\":1,\"loss\":2.5}\n");

        assertThat(run("report", run.toString())).isZero();
        assertThat(out.toString().strip()).isEqualTo(run.resolve("report.html").toString());
        assertThat(run.resolve("report.html")).content().startsWith("<!DOCTYPE html>").contains("<title>a - Perennial report</title>");

        Path page = folder.resolve("two.html");
        assertThat(run("report", run.toString(), run.toString(), "--out", page.toString(), "--json")).isZero();
        assertThat(lastLineOfOut().path("report").asText()).isEqualTo(page.toString());
        assertThat(lastLineOfOut().path("runs")).hasSize(2);
        assertThat(page).exists();
    }

    @Test
    void reportOnWhatIsNoRunOrToWhatIsNoFileIsRefused(@TempDir Path folder) throws IOException {
        assertThat(run("report")).isEqualTo(2);
        assertThat(run("report", folder.toString())).isEqualTo(2);
        assertThat(err.toString()).contains(folder + " is not a run directory");

        doneRun(folder, "abc");
        assertThat(run("report", folder.toString(), "--out", folder.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("is a directory; name a file in it");
        assertThat(err.toString().lines()).hasSize(3);
    }
}
