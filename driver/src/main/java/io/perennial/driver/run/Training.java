package io.perennial.driver.run;

import io.perennial.checksum.Sha256;
import io.perennial.datasets.Dataset;
import io.perennial.datasets.Datasets;
import io.perennial.datasets.ImageShape;
import io.perennial.datasets.TokenShape;
import io.perennial.datasets.Shard;
import io.perennial.driver.job.FinalStatistics;
import io.perennial.driver.job.FlipName;
import io.perennial.driver.job.Job;
import io.perennial.driver.job.JobFile;
import io.perennial.driver.job.JobSettings;
import io.perennial.driver.job.Origin;
import io.perennial.driver.job.Setting;
import io.perennial.driver.job.TextBatchesName;
import io.perennial.driver.storage.Json;
import io.perennial.driver.storage.RunDirectory;
import io.perennial.driver.storage.SavedModel;
import io.perennial.errors.InputException;
import io.perennial.worker.continual.Objective;
import io.perennial.worker.model.ModelDefinition;
import io.perennial.worker.model.Models;
import io.perennial.worker.model.ParameterLayout;
import io.perennial.worker.model.text.TextCnn;
import io.perennial.worker.training.ExampleOrder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
        return prepare(job, resume, null, Objective.OF_LABELS, hadoop, progress);
    }

    /**
     * As {@link #prepare}, for a run that starts from a model instead of parameters drawn from the seed: the job's own model is not looked
     * at.
     *
     * @param start     takes the data's images and tells its classes apart
     * @param objective of every local step; the same for a run that is continued
     */
    public static PreparedRun prepareFrom(SavedModel start, Objective objective, Job job, Resume resume, Configuration hadoop, Consumer<String> progress) {
        return prepare(job, resume, start, objective, hadoop, progress);
    }

    private static PreparedRun prepare(Job job, Resume resume, SavedModel start, Objective objective, Configuration hadoop, Consumer<String> progress) {
        RunDirectory directory = RunDirectory.of(outputOf(job, resume), hadoop);
        Job placed = job.withOutput(directory.shown());
        try {
            return prepare(placed, resume, start, objective, directory, hadoop, progress);
        } catch (IOException e) {
            throw new InputException("cannot read " + directory.shown() + ": " + e.getMessage(), e);
        }
    }

    private static PreparedRun prepare(Job asked, Resume resume, SavedModel start, Objective objective, RunDirectory directory, Configuration hadoop,
                                       Consumer<String> progress) throws IOException {
        boolean continued = (resume instanceof Resume.Auto || resume instanceof Resume.Run) && directory.hasRun();
        if (resume instanceof Resume.Run && !continued) {
            throw new InputException("--resume: " + directory.shown() + " holds no run (no job.yaml); give the directory that a run printed, "
                    + "or --resume auto to start one where there is none");
        }
        Job stored = continued ? JobFile.parse(directory.read(directory.job()), directory.job().toString(), List.of()) : null;
        Original original = resume instanceof Resume.Again again ? again.original() : null;
        Job job = withLocalSteps(asked, stored, original);
        if (continued) {
            checkSameJob(job, stored, directory);
            if (directory.hasResult()) {
                RunResult result = ResultFile.read(directory);
                if (result.status() == RunResult.Status.DONE) {
                    return new PreparedRun.Ended(result);
                }
            }
        }
        if (original != null) {
            original.checkSettings(job);
        }
        Dataset data = data(job, hadoop, progress);
        checkAugmentation(job, data);
        checkText(job, data);
        ModelDefinition model = start == null ? model(job, data, hadoop) : start.definition();
        if (objective.loss() != null && !Models.endsInSoftmax(model)) {
            throw new InputException("strategy: model " + model.name() + " does not end in a softmax with cross-entropy, which derpp and lwf need to compare logits;"
                    + " use replay, ewc or finetune");
        }
        ParameterLayout layout = Models.layout(model);
        float[] initial = start == null ? Models.initialParameters(model, job.seed()) : start.parameters();
        boolean startsElsewhere = start == null && job.start().isPresent();
        if (startsElsewhere) {
            initial = WarmStart.read(job.start().get(), data, hadoop).parameters(layout, initial, progress);
        }
        String startSha256 = start == null && !startsElsewhere ? null : Sha256.hex(initial);
        if (job.finalStatistics() == FinalStatistics.RECOMPUTED && !StatisticsPass.applies(layout)) {
            throw new InputException("final.statistics: recomputed does not go with model " + model.name() + ", which has no batch norm; leave it out");
        }
        RunPlan plan = plan(job, data, layout);
        String dataSha256 = data.manifest().contentSha256();
        List<String> warnings = new ArrayList<>();
        if (original != null) {
            original.checkData(data.manifest(), dataSha256);
            original.checkModel(model, Provenance.sha256(model));
            warnings.addAll(original.versionWarnings());
        }
        data.train().imbalance(job.workers()).ifPresent(warnings::add);

        if (continued) {
            checkSameInputs(job, directory, dataSha256, model, startSha256);
        } else {
            directory.create();
        }
        ReadyRun ready = new ReadyRun(job, data, dataSha256, model, initial, startSha256, objective, plan, directory, original, warnings);
        return job.localSteps().isPresent() ? ready : new MeasuredRun(ready);
    }

    private static void checkAugmentation(Job job, Dataset data) {
        boolean augments = job.augmentCrop() > 0 || job.augmentFlip() != FlipName.NONE || job.augmentCutout() > 0;
        if (augments && !(data.shape() instanceof ImageShape)) {
            throw new InputException("augment: changes images, the data has " + data.shape() + "; leave augment.crop, augment.flip and augment.cutout out");
        }
    }

    private static void checkText(Job job, Dataset data) {
        if (!(data.shape() instanceof TokenShape)) {
            job.settings().given("text.").ifPresent(key -> {
                throw new InputException(key + ": is about texts, the data has " + data.shape() + "; leave it out");
            });
        } else if (job.textBatches() == TextBatchesName.ALIKE && job.model().equals(TextCnn.NAME)) {
            throw new InputException("text.batches: alike does not go with model " + TextCnn.NAME + ", which takes texts of one length; leave it out");
        }
    }

    private static String outputOf(Job job, Resume resume) {
        if (resume instanceof Resume.Run run) {
            return run.directory();
        }
        return job.output().orElseThrow(() -> new InputException("output: not set; give the run's directory"));
    }

    /** Where the run, or the one it repeats, has measured how many local steps a round has, that is what {@code auto} means. */
    private static Job withLocalSteps(Job asked, Job stored, Original original) {
        if (asked.localSteps().isPresent() || stored == null && original == null) {
            return asked;
        }
        Origin run = new Origin.Fallback();
        return stored != null ? asked.withLocalSteps(stored.localSteps().orElseThrow(), run) : asked.withLocalSteps(original.localSteps(), run);
    }

    private static void checkSameJob(Job job, Job stored, RunDirectory directory) {
        List<String> differences = job.resultDifferences(stored);
        if (!differences.isEmpty()) {
            throw new InputException("--resume: the job is not the one that " + directory.shown() + " was started with ("
                    + String.join("; ", differences) + "); resume with the same settings, or start a new run in another directory");
        }
    }

    private static void checkSameInputs(Job job, RunDirectory directory, String dataSha256, ModelDefinition model, String startSha256)
            throws IOException {
        if (!directory.files().exists(directory.provenance())) {
            // Killed before it had done anything that could depend on them.
            return;
        }
        Provenance started = Json.read(directory.files(), directory.provenance(), Provenance.class);
        if (!started.dataSha256().equals(dataSha256)) {
            throw new InputException("--resume: the data '" + job.data() + "' is not what " + directory.shown() + " was started with (see "
                    + "provenance.json); put the same files back, or start a new run in another directory");
        }
        if (!started.modelSha256().equals(Provenance.sha256(model))) {
            throw new InputException("--resume: the model '" + job.model() + "' is not what " + directory.shown() + " was started with; "
                    + "put the same configuration back, or start a new run in another directory");
        }
        if (!Objects.equals(started.startSha256(), startSha256)) {
            throw new InputException("--resume: " + directory.shown() + " was started from other parameters; start a new run in another directory");
        }
    }

    /**
     * The data that a job names, opened and checked.
     *
     * @param progress receives lines for a person
     * @throws InputException if it cannot be used
     */
    public static Dataset data(Job job, Configuration hadoop, Consumer<String> progress) {
        return Datasets.open(job.data(), new Datasets.Options(System.getenv("PERENNIAL_DATA"), job.maxTestOverlap(), job.test().orElse(null), JobPlans.text(job)),
                hadoop, progress);
    }

    /**
     * The model that a job names, checked against its data.
     *
     * @throws InputException if it cannot be used
     */
    public static ModelDefinition model(Job job, Dataset data, Configuration hadoop) {
        int classes = data.classes().size();
        checkNetworkSettings(job);
        if (Models.BUILT_IN.contains(job.model())) {
            return Models.builtIn(job.model(), data.shape(), classes, JobPlans.network(job));
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

    /** What a model does not look at is refused rather than ignored. */
    private static void checkNetworkSettings(Job job) {
        for (Setting<?> setting : List.of(JobSettings.NETWORK_WIDTH, JobSettings.NETWORK_LAYERS, JobSettings.NETWORK_HEADS, JobSettings.NETWORK_DROPOUT)) {
            List<String> models = setting == JobSettings.NETWORK_HEADS ? Models.WITH_HEADS : Models.SIZED;
            if (job.find(setting).isPresent() && !models.contains(job.model())) {
                throw new InputException(setting.key() + ": has no meaning with model " + job.model() + "; remove it, or use one of "
                        + String.join(", ", models));
            }
        }
    }

    /** Of a job whose local steps are yet to be measured, one for the measurement. */
    static RunPlan plan(Job job, Dataset data, ParameterLayout layout) {
        int localSteps = job.localSteps().orElse(RoundCosts.LOCAL_STEPS);
        List<Shard> train = data.train().shards(job.workers());
        List<Shard> test = data.test().shards(Evaluator.shards(data.test().size()));
        long smallest = train.stream().mapToLong(Shard::size).min().orElseThrow();
        long stepsPerEpoch = ExampleOrder.stepsPerEpoch(smallest, job.batchSize());
        // A product like 0.07 * 100 comes out a hair above the whole number that is meant.
        double steps = job.epochs().isPresent() ? Math.max(1, Math.ceil(job.epochs().getAsDouble() * stepsPerEpoch - 1e-9))
                : stepsFor(job.examples().getAsLong(), train, job.batchSize(), stepsPerEpoch);
        if (steps > Integer.MAX_VALUE) {
            throw new InputException("epochs: asks for " + (long) steps + " local steps of each worker, at most " + Integer.MAX_VALUE + " are supported");
        }
        return new RunPlan(train, test, stepsPerEpoch, (long) steps, localSteps, layout, JobPlans.outer(job),
                JobPlans.deltaCodec(job, layout), JobPlans.parameterCodec(job, layout), JobPlans.finalModel(job, RunPlan.rounds((long) steps, localSteps)));
    }

    /** The fewest local steps in which the workers together see at least so many examples. */
    private static long stepsFor(long examples, List<Shard> shards, int batchSize, long stepsPerEpoch) {
        long[] ofStep = new long[Math.toIntExact(stepsPerEpoch)];
        long ofEpoch = 0;
        for (int step = 0; step < ofStep.length; step++) {
            for (Shard shard : shards) {
                ofStep[step] += ExampleOrder.count(shard.size(), batchSize, step);
            }
            ofEpoch += ofStep[step];
        }
        long steps = examples / ofEpoch * stepsPerEpoch;
        long left = examples % ofEpoch;
        for (int step = 0; left > 0; step++) {
            left -= ofStep[step];
            steps++;
        }
        return steps;
    }
}
