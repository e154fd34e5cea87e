package io.perennial.jobs;

import io.perennial.driver.registry.ModelReference;
import io.perennial.driver.run.Evaluation;
import io.perennial.driver.run.ModelEvaluation;
import io.perennial.driver.run.ResultJson;

import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.PrintWriter;

/** {@code evaluate --model DIR --data DATA}: a model's accuracy and loss on a labelled set. */
@Command(name = "evaluate", description = "Evaluates a model on a labelled set: accuracy, loss, per-class accuracy.", sortOptions = false)
final class EvaluateCommand extends Verb {

    /**
     * A model as the user named it.
     *
     * @param models the registry's folder; null for the environment's
     */
    record Model(String name, String models) {
    }

    /** Evaluates. A seam: tests of the command need neither Spark nor natives. */
    interface Evaluator {
        Evaluation evaluate(Model model, String data, PrintWriter err);
    }

    private final Evaluator evaluator;

    @Option(names = "--model", required = true, paramLabel = "DIR|NAME[@VERSION]", description = "A run directory, its model/ directory or a checkpoint"
            + " directory, any Hadoop URI; or a published model: NAME or NAME@champion, NAME@VERSION.")
    private String model;

    @Option(names = "--models", paramLabel = "DIR", description = "The registry's folder, for a published model (default: PERENNIAL_MODELS).")
    private String models;

    @Option(names = "--data", required = true, paramLabel = "NAME|FOLDER|FILE", description = "A data set's name (its test set), a folder or a file.")
    private String data;

    EvaluateCommand() {
        this(EvaluateCommand::onSpark);
    }

    EvaluateCommand(Evaluator evaluator) {
        this.evaluator = evaluator;
    }

    @Override
    protected ExitCode run() {
        Evaluation test = evaluator.evaluate(new Model(model, models), data, err());
        if (json()) {
            printJson(ResultJson.of(test));
        } else {
            new ResultTable(out()).print(test);
        }
        return ExitCode.DONE;
    }

    private static Evaluation onSpark(Model model, String data, PrintWriter err) {
        SparkConf conf = SparkSettings.ofThisJvm().of("evaluate");
        Configuration hadoop = SparkHadoopUtil.get().newConfiguration(conf);
        ModelEvaluation prepared = ModelEvaluation.prepare(ModelReference.directory(model.name(), model.models(), hadoop), data, hadoop, err::println);
        try (JavaSparkContext spark = new JavaSparkContext(conf)) {
            return prepared.run(spark);
        }
    }
}
