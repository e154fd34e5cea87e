package io.perennial.driver.average;

import io.perennial.checksum.Sha256;
import io.perennial.datasets.OpenedSplit;
import io.perennial.driver.data.NewFolder;
import io.perennial.driver.job.FinalStatistics;
import io.perennial.driver.job.Job;
import io.perennial.driver.job.JobFile;
import io.perennial.driver.outer.RunningAverage;
import io.perennial.driver.run.ModelSession;
import io.perennial.driver.run.StatisticsPass;
import io.perennial.driver.storage.Json;
import io.perennial.driver.storage.RunDirectory;
import io.perennial.driver.storage.SavedModel;
import io.perennial.errors.InputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Makes one model of many checkpoints and writes
 *
 * <pre>
 * OUT/model/         as a run leaves it
 * OUT/average.json   {@link AverageSummary}, written last
 * </pre>
 */
public final class CheckpointAverage {

    private static final int FORMAT_VERSION = 1;

    private final AverageRequest request;
    private final Configuration hadoop;
    private final List<Ingredient> ingredients;
    private final List<String> checksums;
    private final SavedModel model;
    /** That the checkpoints were trained by; empty where it does not matter, or nobody knows. */
    private final Optional<Job> job;
    private final OpenedSplit training;
    private final OpenedSplit heldOut;
    private final Consumer<String> progress;

    private CheckpointAverage(AverageRequest request, Configuration hadoop, List<Ingredient> ingredients, List<String> checksums,
                              SavedModel model, Optional<Job> job, OpenedSplit training, OpenedSplit heldOut, Consumer<String> progress) {
        this.request = request;
        this.hadoop = hadoop;
        this.ingredients = ingredients;
        this.checksums = checksums;
        this.model = model;
        this.job = job;
        this.training = training;
        this.heldOut = heldOut;
        this.progress = progress;
    }

    /**
     * Reads and checks everything; nothing needs Spark yet, and nothing is written.
     *
     * @param progress receives lines for a person
     * @throws InputException if a source is no model or damaged, they are not of one kind, the data cannot be used, or the output is there
     */
    public static CheckpointAverage prepare(AverageRequest request, Configuration hadoop, Consumer<String> progress) {
        NewFolder.check(request.out(), hadoop);
        List<Ingredient> ingredients = Ingredient.find(request.sources(), request.last(), hadoop);
        SavedModel model = ingredients.get(0).read(hadoop);
        List<String> checksums = new ArrayList<>();
        checksums.add(Sha256.hex(model.parameters()));
        for (Ingredient ingredient : ingredients.subList(1, ingredients.size())) {
            SavedModel other = ingredient.read(hadoop);
            checkSameKind(ingredients.get(0), model, ingredient, other);
            checksums.add(Sha256.hex(other.parameters()));
        }
        Optional<Job> job = Optional.empty();
        OpenedSplit training = null;
        if (request.statistics() == FinalStatistics.RECOMPUTED) {
            if (!StatisticsPass.applies(model.layout())) {
                throw new InputException("--statistics recomputed: does not go with model " + model.definition().name()
                        + ", which has no batch norm; leave it out");
            }
            job = job(ingredients.get(0), hadoop);
            if (job.isEmpty()) {
                progress.accept("no job.yaml says how " + ingredients.get(0).directory() + " was trained: statistics are recomputed over the examples"
                        + " without augmentation");
            }
            training = ModelSession.examples("--training-data", trainingData(request, ingredients.get(0), job), "train", model, hadoop, progress);
        }
        OpenedSplit heldOut = request.heldOut() == null ? null : ModelSession.examples("--data", request.heldOut(), "test", model, hadoop, progress);
        return new CheckpointAverage(request, hadoop, ingredients, checksums, model, job, training, heldOut, progress);
    }

    private static void checkSameKind(Ingredient first, SavedModel model, Ingredient ingredient, SavedModel other) {
        String difference = !other.definition().configuration().equals(model.definition().configuration()) ? "another network"
                : !other.shape().equals(model.shape()) ? "images of another shape"
                : !other.classes().equals(model.classes()) ? "other classes"
                : !other.normalization().equals(model.normalization()) ? "another normalization" : null;
        if (difference != null) {
            throw new InputException(ingredient.directory() + " has " + difference + " than " + first.directory()
                    + "; only checkpoints of one network on one kind of data can be averaged");
        }
    }

    private static Optional<Job> job(Ingredient first, Configuration hadoop) {
        RunDirectory run = RunDirectory.of(first.run(), hadoop);
        try {
            return run.hasRun() ? Optional.of(JobFile.parse(run.read(run.job()), run.job().toString(), List.of())) : Optional.empty();
        } catch (IOException e) {
            throw new InputException("cannot read " + run.job() + ": " + e.getMessage(), e);
        }
    }

    private static String trainingData(AverageRequest request, Ingredient first, Optional<Job> job) {
        if (request.trainingData() != null) {
            return request.trainingData();
        }
        return job.map(Job::data).orElseThrow(() -> new InputException("--statistics recomputed: " + first.directory()
                + " does not lie in a run directory that says what it was trained on; give --training-data"));
    }

    /** Whether there are examples to look at: without, {@link #run()} does it. */
    public boolean needsSpark() {
        return training != null || heldOut != null;
    }

    /** Averages on the driver alone. */
    public AverageSummary run() {
        if (needsSpark()) {
            throw new IllegalStateException("there are examples to look at, which needs Spark");
        }
        return write(new Soup(average(), all(), List.of()), null, null);
    }

    /** Averages, with statistics and evaluation over the executors. */
    public AverageSummary run(JavaSparkContext spark) {
        try (ModelSession statistics = training == null ? null : ModelSession.open(spark, model, training);
             ModelSession evaluation = heldOut == null ? null : ModelSession.open(spark, model, heldOut)) {
            UnaryOperator<float[]> finished = statistics == null ? UnaryOperator.identity() : parameters -> statistics.recomputeStatistics(parameters, job);
            Soup soup = request.how() != How.GREEDY ? new Soup(average(), all(), List.of())
                    : Soup.greedy(ingredients.size(), this::parameters, vector -> evaluation.evaluate(finished.apply(vector)).accuracy(), progress);
            Soup served = new Soup(finished.apply(soup.parameters()), soup.taken(), soup.accuracies());
            if (evaluation == null) {
                return write(served, null, null);
            }
            int last = ingredients.size() - 1;
            // Beside the average with statistics of the same kind: recomputing alone may gain points.
            double lastAccuracy = soup.accuracies().isEmpty() ? evaluation.evaluate(finished.apply(parameters(last))).accuracy() : soup.accuracies().get(last);
            return write(served, lastAccuracy, evaluation.evaluate(served.parameters()).accuracy());
        }
    }

    private float[] parameters(int ingredient) {
        return ingredients.get(ingredient).read(hadoop).parameters();
    }

    private float[] average() {
        RunningAverage rule = request.how() == How.EMA ? new RunningAverage.Exponential(decay()) : new RunningAverage.Uniform();
        float[] average = null;
        for (int taken = 0; taken < ingredients.size(); taken++) {
            average = rule.next(average, taken, parameters(taken));
        }
        return average;
    }

    private double decay() {
        return request.decay() == null ? AverageRequest.DEFAULT_DECAY : request.decay();
    }

    private Set<Integer> all() {
        return IntStream.range(0, ingredients.size()).boxed().collect(Collectors.toSet());
    }

    private AverageSummary write(Soup soup, Double lastAccuracy, Double accuracy) {
        List<AverageSummary.Source> sources = new ArrayList<>();
        for (int i = 0; i < ingredients.size(); i++) {
            sources.add(new AverageSummary.Source(ingredients.get(i).directory(), checksums.get(i),
                    soup.accuracies().isEmpty() ? null : soup.accuracies().get(i), soup.taken().contains(i)));
        }
        AverageSummary summary = new AverageSummary(FORMAT_VERSION, request.out(), AverageRequest.name(request.how()),
                request.how() == How.EMA ? decay() : null, request.statistics().name().toLowerCase(Locale.ROOT),
                training == null ? null : training.name(), sources, heldOut == null ? null : heldOut.name(),
                lastAccuracy, accuracy, Sha256.hex(soup.parameters()));
        try {
            return NewFolder.fill(request.out(), hadoop, (files, out) -> {
                Path directory = new Path(out, "model");
                files.mkdirs(directory);
                SavedModel averaged = model.with(soup.parameters());
                averaged.writeDl4j(files, directory);
                averaged.write(files, directory);
                Json.write(files, new Path(out, "average.json"), summary);
                return summary;
            });
        } catch (IOException e) {
            throw new InputException("--out: cannot write to " + request.out() + ": " + e.getMessage() + "; give a folder that can be written", e);
        }
    }
}
