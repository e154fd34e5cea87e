package io.perennial.driver.run;

import io.perennial.datasets.Dataset;
import io.perennial.datasets.Datasets;
import io.perennial.datasets.Shard;
import io.perennial.driver.job.Job;
import io.perennial.driver.job.JobFile;
import io.perennial.driver.storage.Checkpoint;
import io.perennial.driver.storage.CheckpointStore;
import io.perennial.driver.storage.RunDirectory;
import io.perennial.errors.InputException;
import io.perennial.worker.model.ModelDefinition;
import io.perennial.worker.model.Models;
import io.perennial.worker.model.ParameterLayout;
import io.perennial.worker.training.ExampleOrder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Where a training run begins: everything is checked before Spark starts, and nothing is written until all of it is right. */
public final class Training {

    private Training() {
    }

    /**
     * Checks a job against its data, model, output and, when it continues a run, against that run.
     *
     * @param job      with its output set
     * @param hadoop   finds the file systems
     * @param progress receives lines for a person: what is read, downloaded, skipped
     * @throws InputException if anything cannot be used; nothing was written
     */
    public static PreparedRun prepare(Job job, Resume resume, Configuration hadoop, Consumer<String> progress) {
        RunDirectory directory = RunDirectory.of(outputOf(job, resume), hadoop);
        Job placed = job.withOutput(directory.shown());
        try {
            return prepare(placed, resume, directory, hadoop, progress);
        } catch (IOException e) {
            throw new InputException("cannot read " + directory.shown() + ": " + e.getMessage(), e);
        }
    }

    private static PreparedRun prepare(Job job, Resume resume, RunDirectory directory, Configuration hadoop, Consumer<String> progress)
            throws IOException {
        boolean continued = !(resume instanceof Resume.Fresh) && directory.hasRun();
        if (resume instanceof Resume.Run && !continued) {
            throw new InputException("--resume: " + directory.shown() + " holds no run (no job.yaml); give the directory that a run printed, "
                    + "or --resume auto to start one where there is none");
        }
        if (continued) {
            checkSameJob(job, directory);
            if (directory.hasResult()) {
                RunResult result = ResultFile.read(directory);
                if (result.status() == RunResult.Status.DONE) {
                    return new PreparedRun.Ended(result);
                }
            }
        }
        Dataset data = data(job, hadoop, progress);
        ModelDefinition model = model(job, data, hadoop);
        float[] initial = Models.initialParameters(model, job.seed());
        ParameterLayout layout = Models.layout(model);
        RunPlan plan = plan(job, data, layout);
        String dataSha256 = data.manifest().contentSha256();
        List<String> warnings = new ArrayList<>();
        data.train().imbalance(job.workers()).ifPresent(warnings::add);

        Checkpoint checkpoint = continued ? newest(job, directory, model, dataSha256, warnings::add) : null;
        if (!continued) {
            directory.create();
        }
        return new ReadyRun(job, data, dataSha256, model, initial, plan, directory, checkpoint, warnings);
    }

    private static String outputOf(Job job, Resume resume) {
        if (resume instanceof Resume.Run run) {
            return run.directory();
        }
        return job.output().orElseThrow(() -> new InputException("output: not set; give the run's directory"));
    }

    private static void checkSameJob(Job job, RunDirectory directory) throws IOException {
        Job stored = JobFile.parse(directory.read(directory.job()), directory.job().toString(), List.of());
        List<String> differences = job.resultDifferences(stored);
        if (!differences.isEmpty()) {
            throw new InputException("--resume: the job is not the one that " + directory.shown() + " was started with ("
                    + String.join("; ", differences) + "); resume with the same settings, or start a new run in another directory");
        }
    }

    private static Checkpoint newest(Job job, RunDirectory directory, ModelDefinition model, String dataSha256, Consumer<String> warn)
            throws IOException {
        Checkpoint checkpoint = new CheckpointStore(directory).newestWhole(warn).orElse(null);
        if (checkpoint == null) {
            warn.accept("the run in " + directory.shown() + " has no checkpoint that is whole: it starts from the beginning");
            return null;
        }
        if (!checkpoint.manifest().dataSha256().equals(dataSha256)) {
            throw new InputException("--resume: the data '" + job.data() + "' is not what " + directory.shown() + " was started with (its "
                    + "manifest differs, see provenance.json); put the same files back, or start a new run in another directory");
        }
        if (!checkpoint.model().definition().configuration().equals(model.configuration())) {
            throw new InputException("--resume: the model '" + job.model() + "' is not what " + directory.shown() + " was started with; "
                    + "put the same configuration back, or start a new run in another directory");
        }
        return checkpoint;
    }

    /**
     * The data that a job names, opened and checked.
     *
     * @param progress receives lines for a person
     * @throws InputException if it cannot be used
     */
    public static Dataset data(Job job, Configuration hadoop, Consumer<String> progress) {
        return Datasets.open(job.data(), new Datasets.Options(System.getenv("PERENNIAL_DATA"), job.maxTestOverlap(), job.test().orElse(null)),
                hadoop, progress);
    }

    /**
     * The model that a job names, checked against its data.
     *
     * @throws InputException if it cannot be used
     */
    public static ModelDefinition model(Job job, Dataset data, Configuration hadoop) {
        int classes = data.classes().size();
        if (Models.BUILT_IN.contains(job.model())) {
            return Models.builtIn(job.model(), data.shape(), classes);
        }
        Path file = new Path(job.model());
        String json;
        try {
            FileSystem files = file.getFileSystem(hadoop);
            if (!files.exists(file)) {
                throw new InputException("model: found '" + job.model() + "', which is neither a built-in model ("
                        + String.join(", ", Models.BUILT_IN) + ") nor a file with a DL4J configuration");
            }
            try (var in = files.open(file)) {
                json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            throw new InputException("model: cannot read '" + job.model() + "': " + e.getMessage(), e);
        }
        ModelDefinition model = Models.fromConfiguration(file.getName(), json);
        Models.checkFits(model, data.shape(), classes);
        return model;
    }

    private static RunPlan plan(Job job, Dataset data, ParameterLayout layout) {
        List<Shard> train = data.train().shards(job.workers());
        List<Shard> test = data.test().shards(Evaluator.shards(data.test().size()));
        long smallest = train.stream().mapToLong(Shard::size).min().orElseThrow();
        long stepsPerEpoch = ExampleOrder.stepsPerEpoch(smallest, job.batchSize());
        double wanted = job.epochs().isPresent() ? job.epochs().getAsDouble() * stepsPerEpoch
                : (double) job.examples().getAsLong() / ((long) job.workers() * job.batchSize());
        long steps = Math.max(1, (long) Math.ceil(wanted - 1e-9));
        if (steps > Integer.MAX_VALUE) {
            throw new InputException("epochs: asks for " + steps + " local steps of each worker, at most " + Integer.MAX_VALUE + " are supported");
        }
        return new RunPlan(train, test, stepsPerEpoch, steps, job.localSteps(), layout, JobPlans.outer(job));
    }
}
