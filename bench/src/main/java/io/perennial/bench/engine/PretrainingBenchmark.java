package io.perennial.bench.engine;

import io.perennial.bench.Results;
import io.perennial.bench.cluster.BenchCluster;
import io.perennial.driver.job.Job;
import io.perennial.driver.job.JobFile;
import io.perennial.driver.run.ModelEvaluation;
import io.perennial.driver.run.Resume;
import io.perennial.driver.run.RoundReport;
import io.perennial.driver.run.RunListener;
import io.perennial.driver.run.RunResult;
import io.perennial.driver.run.StopSignal;
import io.perennial.driver.run.Training;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;

/** Characters of Shakespeare: a job file as Perennial trains it over two executors, and the same network in PyTorch for as many steps of as many examples. */
public final class PretrainingBenchmark {

    private static final String JOB = "text-shakespeare.yaml";
    private static final int WORKERS = 2;
    private static final String WHAT = """
            `conf/%s`, a language model of characters with %s: seconds of training, and the loss in nats a character on the validation text, which nobody trained on and no setting was chosen by in this
            table. Perennial: two executors of one core each, %s, %d local steps a round, fp32. PyTorch 2.7.1 through DJL: one process of two threads, which takes the windows of both workers in
            one step; as many steps, the same windows in an order of its own, the same optimizer, rates, decay and norm of gradients, its own first parameters. A turn is a seed. Evaluating is not counted, nor what
            Perennial does between its rounds (checkpoints).
            """;

    private PretrainingBenchmark() {
    }

    /** Runs it and writes its results; needs lm/shakespeare. {@code turns} are seeds. */
    public static void run(Results results, int turns) throws IOException, InterruptedException {
        Path file = results.jobFile(JOB);
        Job job = JobFile.load(file, List.of("workers=" + WORKERS, "evaluateEvery=0"));
        Path valid = Path.of(System.getenv().getOrDefault("PERENNIAL_DATA", ".")).resolve("lm/shakespeare/valid.txt");
        if (!Files.exists(valid)) {
            throw new IOException("there is no " + valid + "; set PERENNIAL_DATA to the folder that has lm/shakespeare");
        }
        Path scratch = Files.createDirectories(results.scratch().resolve("pretraining-" + System.nanoTime()));
        StringBuilder table = new StringBuilder("| seed | steps | characters | | training, s | validation loss |\n|---|---|---|---|---|---|\n");
        String executors;
        try (BenchCluster cluster = BenchCluster.start(scratch.resolve("cluster"), WORKERS, 2048)) {
            executors = cluster.executors();
            for (int seed = 1; seed <= turns; seed++) {
                Path output = scratch.resolve("run-" + seed);
                Job seeded = JobFile.load(file, List.of("output=" + output, "seed=" + seed, "workers=" + WORKERS, "evaluateEvery=0"));
                Clock clock = new Clock();
                RunResult done = Training.prepare(seeded, new Resume.Fresh(), new Configuration(), line -> { }).run(cluster.spark(), clock, new StopSignal());
                double loss = ModelEvaluation.prepare(output.toString(), valid.toString(), new Configuration(), line -> { }).run(cluster.spark()).loss();
                long steps = done.examples() / ((long) WORKERS * job.batchSize());
                row(table, seed, steps, done.examples(), "Perennial", clock.seconds, loss);
                String[] torch = torch(results, file, output, valid, steps, seed);
                row(table, seed, steps, steps * WORKERS * job.batchSize(), "PyTorch", Double.parseDouble(torch[0]), Double.parseDouble(torch[1]));
                System.err.println(table);
            }
        }
        results.write("pretraining", turns, WHAT.formatted(JOB, job.networkLayers().orElseThrow() + " blocks, " + job.networkWidth().orElseThrow() + " wide, "
                + job.networkHeads().orElseThrow() + " heads, windows of " + Texts.LENGTH, executors, job.localSteps().orElseThrow()) + "\n" + table);
    }

    private static void row(StringBuilder table, int seed, long steps, long windows, String who, double seconds, double loss) {
        table.append(String.format(Locale.ROOT, "| %d | %,d | %,d | %s | %.0f | %.3f |%n", seed, steps, windows * Texts.LENGTH, who, seconds, loss));
    }

    /** @return seconds and validation loss */
    private static String[] torch(Results results, Path job, Path run, Path valid, long steps, int seed) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(EngineProcess.command(results.scratch(), "true", TorchPretraining.class, job.toString(), run.toString(), valid.toString(),
                String.valueOf(steps), String.valueOf(seed))).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("OMP_NUM_THREADS", String.valueOf(WORKERS));
        Process process = builder.start();
        String answer = null;
        try (BufferedReader from = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = from.readLine(); line != null; line = from.readLine()) {
                answer = line.startsWith(EngineProcess.ANSWER) ? line.substring(EngineProcess.ANSWER.length()) : answer;
            }
        }
        if (process.waitFor() != 0 || answer == null) {
            throw new IOException("PyTorch's process ended with " + process.exitValue());
        }
        return answer.split(" ");
    }

    /** Seconds of the rounds. */
    private static final class Clock implements RunListener {

        private double seconds;

        @Override
        public void roundDone(RoundReport round) {
            seconds += round.seconds().total();
            if (round.round() % 10 == 0) {
                System.err.printf(Locale.ROOT, "Perennial: round %d, %.0f s%n", round.round(), seconds);
            }
        }
    }
}
