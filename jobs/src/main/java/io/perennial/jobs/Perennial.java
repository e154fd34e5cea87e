package io.perennial.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import io.perennial.datasets.DatasetDescription;
import io.perennial.datasets.Datasets;
import io.perennial.datasets.TokenShape;
import io.perennial.driver.generate.Generator;
import io.perennial.driver.generate.Sampling;
import io.perennial.driver.job.Job;
import io.perennial.driver.job.JobFile;
import io.perennial.driver.job.RefreshJob;
import io.perennial.driver.job.RefreshJobFile;
import io.perennial.driver.refresh.Cluster;
import io.perennial.driver.refresh.Gate;
import io.perennial.driver.refresh.Refresh;
import io.perennial.driver.refresh.RefreshResult;
import io.perennial.driver.registry.Author;
import io.perennial.driver.registry.HistoryEntry;
import io.perennial.driver.registry.ModelReference;
import io.perennial.driver.registry.RegisteredModel;
import io.perennial.driver.registry.Registry;
import io.perennial.driver.registry.VersionName;
import io.perennial.driver.report.Report;
import io.perennial.driver.run.Evaluation;
import io.perennial.driver.run.ModelEvaluation;
import io.perennial.driver.run.PreparedRun;
import io.perennial.driver.run.Resume;
import io.perennial.driver.run.RunResult;
import io.perennial.driver.run.SparkWork;
import io.perennial.driver.run.StopSignal;
import io.perennial.driver.run.Training;
import io.perennial.driver.storage.Json;
import io.perennial.driver.storage.RunDirectory;
import io.perennial.driver.storage.SavedModel;
import io.perennial.errors.InputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Perennial in a Zeppelin paragraph or in spark-shell, in a line or two: {@code train}, {@code evaluate} and {@code refresh} work in the session that
 * is there; everything else prints what Zeppelin draws: a {@code %table}, or {@code %html}.
 *
 * <p>A guest: it sets nothing in the session, its jobs stay in the paragraph's group (progress shows, cancel works: the run stops with a checkpoint
 * and continues when the paragraph is run again), and what it caches carries the run's id. Tables and pages are printed, not returned, as what the REPL says of a value would stand
 * before them.
 */
public final class Perennial {

    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");
    private static final int MOST_ROWS = 1000;

    private Perennial() {
    }

    /**
     * Trains a job and says how it goes. A job with an {@code output} is continued there, or is done at once if it is done: a note can be run again.
     *
     * @param job      a job file, local or any Hadoop URI; or the text of one; or {@code quickstart}
     * @param settings {@code key=value} each, as {@code --set}
     * @throws InputException if anything cannot be used; nothing was written
     */
    public static RunResult train(SparkSession spark, String job, String... settings) {
        Configuration hadoop = hadoop(spark);
        Job asked = job(job, settings, hadoop);
        Resume resume = asked.output().isPresent() ? new Resume.Auto() : new Resume.Fresh();
        Job placed = asked.output().isPresent() ? asked : asked.withOutput("runs/" + asked.name() + "-" + STAMP.format(LocalDateTime.now()));
        PrintWriter out = out();
        PreparedRun prepared = Training.prepare(placed, resume, hadoop, out::println);
        RunResult result = run(spark, placed, prepared, out);
        out.printf(Locale.ROOT, "%s: %s%s%n", result.directory(), result.status().name().toLowerCase(Locale.ROOT),
                result.test() == null ? "" : String.format(Locale.ROOT, ", test accuracy %.1f %%", 100 * result.test().accuracy()));
        if (result.message() != null) {
            out.println(result.message());
        }
        out.flush();
        return result;
    }

    private static RunResult run(SparkSession spark, Job job, PreparedRun prepared, PrintWriter out) {
        if (prepared.alreadyDone().isPresent()) {
            out.println("nothing left to do: the run in " + prepared.directory() + " is done");
            return prepared.alreadyDone().get();
        }
        try (ConsoleProgress progress = new ConsoleProgress(job, out, ConsoleProgress.Style.PLAIN, System::nanoTime)) {
            return prepared.run(JavaSparkContext.fromSparkContext(spark.sparkContext()), progress, new StopSignal());
        }
    }

    private static Job job(String job, String[] settings, Configuration hadoop) {
        if (job.contains("\n")) {
            return JobFile.parse(job, "the note's job", Arrays.asList(settings));
        }
        Jobs jobs = new Jobs(hadoop, Arrays.asList(settings));
        return job.equals("quickstart") ? jobs.quickstart() : jobs.file(job);
    }

    /**
     * Measures a model on a labelled set.
     *
     * @param model a run, its model, a checkpoint; or a published model: NAME, NAME@champion, NAME@VERSION
     * @param data  a data set's name (its test set), a folder or a file
     */
    public static Evaluation evaluate(SparkSession spark, String model, String data) {
        Configuration hadoop = hadoop(spark);
        PrintWriter out = out();
        Evaluation evaluation = ModelEvaluation.prepare(ModelReference.directory(model, null, hadoop), data, hadoop, out::println)
                .run(JavaSparkContext.fromSparkContext(spark.sparkContext()));
        out.printf(Locale.ROOT, "%s on %s: accuracy %.1f %%, loss %.3f%n", model, data, 100 * evaluation.accuracy(), evaluation.loss());
        out.flush();
        return evaluation;
    }

    /**
     * Refreshes a published model on what has arrived.
     *
     * @param job      a refresh job file, local or any Hadoop URI; or the text of one
     * @param date     the logical date, yyyy-mm-dd
     * @param settings {@code key=value} each, as {@code --set}
     */
    public static RefreshResult refresh(SparkSession spark, String job, String date, String... settings) {
        Configuration hadoop = hadoop(spark);
        RefreshJob parsed = job.contains("\n") ? RefreshJobFile.parse(job, "the note's job", Arrays.asList(settings))
                : new Jobs(hadoop, Arrays.asList(settings)).refresh(job);
        PrintWriter out = out();
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        Cluster cluster = new Cluster() {
            @Override
            public RunResult train(Job training, PreparedRun prepared) {
                return Perennial.run(spark, training, prepared, out);
            }

            @Override
            public <T> T run(SparkWork<T> work) {
                return work.run(context);
            }
        };
        try {
            RefreshResult result = Refresh.of(parsed, LocalDate.parse(date), hadoop, out::println).run(cluster, new StopSignal());
            out.println(result.outcome().text() + ": " + result.message());
            out.flush();
            return result;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Publishes a run's model as the first version of a name, if there is none of it yet.
     *
     * @param models the registry's folder
     */
    public static void publish(SparkSession spark, String run, String models, String name) {
        Registry registry = Registry.at(models, hadoop(spark));
        try {
            PrintWriter out = out();
            RegisteredModel model = registry.named(name);
            if (model.exists() && model.champion().isPresent()) {
                out.println(name + " is there already: " + VersionName.of(model.champion().get()) + " is its champion");
                return;
            }
            HistoryEntry entry = model.publishRun(run, null, RegisteredModel.Role.CHAMPION, Author.of("notebook", "first version"));
            out.println(run + " is " + name + "@" + VersionName.of(entry.change().version()) + ", the champion");
        } catch (IOException e) {
            throw new InputException("models: cannot write the registry: " + e.getMessage(), e);
        }
    }

    /**
     * Writes an equal part of a data set of images to a {@code .bin} file of records, for a note that needs files which arrive. An existing file is replaced.
     *
     * @param split {@code train} or {@code test}
     * @param part  from 0
     * @param parts that the split is cut into
     */
    public static void write(SparkSession spark, String data, String split, int part, int parts, String file) {
        int examples = NotebookImages.write(data, split, part, parts, new Path(file), hadoop(spark));
        PrintWriter out = out();
        out.println(file + ": " + examples + " examples");
        out.flush();
    }

    /**
     * Writes drawn sentences about three things, for a note that needs texts: {@code train.tsv} and {@code test.tsv}, and in {@code running/} the same as running text.
     * Existing files are replaced.
     */
    public static void writeTexts(SparkSession spark, String folder) {
        int texts = NotebookTexts.write(new Path(folder), hadoop(spark));
        PrintWriter out = out();
        out.println(folder + ": " + texts + " texts");
        out.flush();
    }

    /**
     * Prints what a model of texts makes of some, as a table.
     *
     * @param model as {@link #evaluate} takes it
     */
    public static void classify(SparkSession spark, String model, String... texts) {
        SavedModel saved = SavedModel.read(ModelReference.directory(model, null, hadoop(spark)), hadoop(spark));
        if (!(saved.shape() instanceof TokenShape shape) || shape.labelsEachToken()) {
            throw new InputException("model: " + model + " takes " + saved.shape() + " and does not tell the class of a text; name a run on texts with a class each");
        }
        print(NotebookTexts.classify(spark, saved, texts));
    }

    /**
     * Prints a text that a language model writes.
     *
     * @param model       as {@link #evaluate} takes it
     * @param length      tokens to add
     * @param temperature below 1 likely tokens gain, 0 always takes the likeliest
     */
    public static void generate(SparkSession spark, String model, String prompt, int length, double temperature) throws InterruptedException {
        Generator generator = Generator.open(ModelReference.directory(model, null, hadoop(spark)), hadoop(spark));
        print(prompt + generator.generate(prompt, length, new Sampling(temperature, Integer.MAX_VALUE), 1).text());
    }

    /** Prints runs side by side as a table. */
    public static void table(SparkSession spark, String... runs) {
        List<List<?>> rows = new ArrayList<>();
        for (String run : runs) {
            RunDirectory directory = RunDirectory.of(run, hadoop(spark));
            JsonNode result = result(directory);
            rows.add(List.of(directory.path().getName(), result.path("status").asText("unfinished"), result.path("model").asText("-"), result.path("workers").asText("-"),
                    result.path("rounds").asText("-"), result.path("examples").asText("-"), result.path("test").path("accuracy").asText("-"),
                    result.path("test").path("loss").asText("-"), result.path("seconds").asText("-")));
        }
        print(Display.table(List.of("run", "status", "model", "workers", "rounds", "examples", "accuracy", "loss", "seconds"), rows));
    }

    /** Prints the first rows of a DataFrame as a table. */
    public static void table(Dataset<Row> rows) {
        List<List<?>> values = new ArrayList<>();
        for (Row row : rows.limit(MOST_ROWS).collectAsList()) {
            List<Object> line = new ArrayList<>();
            for (int i = 0; i < row.size(); i++) {
                line.add(row.isNullAt(i) ? "" : row.get(i));
            }
            values.add(line);
        }
        print(Display.table(List.of(rows.columns()), values));
    }

    /** Prints a run's rounds as a table: draw it as lines, epoch against loss. */
    public static void rounds(SparkSession spark, String run) {
        List<List<?>> rows = new ArrayList<>();
        try {
            RunDirectory.of(run, hadoop(spark)).readMetrics(line -> {
                JsonNode round = Json.parse(line);
                rows.add(List.of(round.path("round").asInt(), round.path("epoch").asDouble(), round.path("examples").asLong(), round.path("loss").asDouble(),
                        round.path("learningRate").asDouble(), round.path("seconds").path("compute").asDouble()));
            });
        } catch (IOException e) {
            throw new InputException(run + ": its rounds cannot be read (" + e.getMessage() + ")", e);
        }
        print(Display.table(List.of("round", "epoch", "examples", "loss", "learningRate", "computeSeconds"), rows));
    }

    /** Prints how many examples of each class a data set has. */
    public static void classes(SparkSession spark, String data) {
        DatasetDescription description = Datasets.describe(data, Datasets.Options.fromEnvironment(), hadoop(spark), progress -> { });
        List<String> columns = new ArrayList<>(List.of("class"));
        description.splits().forEach(split -> columns.add(split.name()));
        List<List<?>> rows = new ArrayList<>();
        for (String name : description.classes()) {
            List<Object> row = new ArrayList<>(List.of(name));
            description.splits().forEach(split -> row.add(split.manifest().examplesPerClass().getOrDefault(name, 0L)));
            rows.add(row);
        }
        print(Display.table(columns, rows));
    }

    /** Prints what came of refreshes, in the order given: draw accuracies against the date as lines. */
    public static void refreshes(RefreshResult... results) {
        List<List<?>> rows = new ArrayList<>();
        for (RefreshResult result : results) {
            rows.add(List.of(result.logicalDate(), result.outcome().text(), result.examples(), VersionName.of(result.champion()), accuracy(result.before()),
                    accuracy(result.candidate())));
        }
        print(Display.table(List.of("logicalDate", "outcome", "examples", "champion", "before", "candidate"), rows));
    }

    /** On the old test set; empty where it was not measured. */
    private static String accuracy(Gate.Measured measured) {
        return measured == null || measured.test() == null ? "" : String.format(Locale.ROOT, "%.4f", measured.test().accuracy());
    }

    /**
     * Where the version in production lies, as {@link #evaluate} takes it.
     *
     * @param models the registry's folder
     */
    public static String champion(SparkSession spark, String models, String name) {
        return ModelReference.directory(name + "@champion", models, hadoop(spark));
    }

    /** Prints what became of a published model, entry by entry. */
    public static void history(SparkSession spark, String models, String name) {
        List<List<?>> rows = new ArrayList<>();
        try {
            for (HistoryEntry entry : Registry.at(models, hadoop(spark)).model(name).state().entries()) {
                rows.add(List.of(entry.number(), entry.change().action().text(), entry.change().version() == null ? "-" : VersionName.of(entry.change().version()),
                        entry.champion() == null ? "-" : VersionName.of(entry.champion()),
                        entry.change().logicalDate() == null ? "-" : entry.change().logicalDate(), entry.reason()));
            }
        } catch (IOException e) {
            throw new InputException("models: cannot read the registry: " + e.getMessage(), e);
        }
        print(Display.table(List.of("entry", "what", "version", "champion", "logicalDate", "why"), rows));
    }

    /** Prints runs' report, side by side: curves, confusion matrix, where the time went, settings that differ. */
    public static void html(SparkSession spark, String... runs) {
        print(Display.page(Report.of(Arrays.stream(runs).map(run -> RunDirectory.of(run, hadoop(spark))).toList())));
    }

    /** Prints an evaluation's confusion matrix: true classes down, predicted ones across. */
    public static void html(Evaluation evaluation) {
        print(Display.confusion(evaluation));
    }

    /**
     * Prints a data set's first images with their classes.
     *
     * @param split {@code train} or {@code test}
     * @param count at most
     */
    public static void images(SparkSession spark, String data, String split, int count) {
        print(Display.images(NotebookImages.first(data, split, count, hadoop(spark))));
    }

    /**
     * Prints the test images that a model is most wrong about, of the first 2000: true class, predicted class, probability.
     *
     * @param model as {@link #evaluate} takes it
     * @param count at most
     */
    public static void mistakes(SparkSession spark, String model, String data, int count) {
        print(Display.images(NotebookImages.mistakes(spark, ModelReference.directory(model, null, hadoop(spark)), data, count, hadoop(spark))));
    }

    private static JsonNode result(RunDirectory directory) {
        try {
            if (!directory.hasRun()) {
                throw new InputException(directory.shown() + " is not a run directory: it has no job.yaml; name the directory that the run printed");
            }
            return directory.hasResult() ? Json.read(directory.files(), directory.result(), JsonNode.class) : Json.tree(new ArrayList<>());
        } catch (IOException e) {
            throw new InputException(directory.shown() + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static Configuration hadoop(SparkSession spark) {
        return spark.sparkContext().hadoopConfiguration();
    }

    /** Where the REPL's own output goes, which is not always System.out. */
    private static PrintWriter out() {
        return new PrintWriter(scala.Console.out(), true);
    }

    private static void print(String shown) {
        scala.Console.out().println(shown);
        scala.Console.out().flush();
    }
}
