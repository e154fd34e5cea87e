package io.perennial.jobs;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.driver.predict.ModelPrediction;
import io.perennial.driver.predict.PredictRequest;
import io.perennial.driver.predict.PredictSummary;
import io.perennial.driver.predict.PredictionFormat;
import io.perennial.driver.registry.ModelReference;
import io.perennial.errors.InputException;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code predict --model DIR --data DATA --out DIR}: classifies many images or texts, or tags their words. */
@Command(name = "predict", description = "Classifies images or texts, or tags words, over the executors; writes classes and probabilities, or tags, and apart from them what"
        + " could not be predicted.", sortOptions = false)
final class PredictCommand extends Verb {

    @Option(names = "--model", required = true, paramLabel = "DIR|NAME[@VERSION]", description = "A run directory, its model/ directory or a checkpoint"
            + " directory, any Hadoop URI; or a published model: NAME or NAME@champion, NAME@VERSION.")
    private String model;

    @Option(names = "--models", paramLabel = "DIR", description = "The registry's folder, for a published model (default: PERENNIAL_MODELS).")
    private String models;

    @Option(names = "--data", required = true, paramLabel = "NAME|FOLDER|FILE", description = "A data set's name, a .bin file, a folder of a data set,"
            + " a folder of JPEG and PNG files at any depth, or Parquet; for a model of texts a .tsv or .parquet file (a text a row), a .txt file (a text a line), or a folder of these; for a tagger also a .conll file.")
    private String data;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "The folder to make; any Hadoop URI.")
    private String out;

    @Option(names = "--format", paramLabel = "jsonl|parquet", defaultValue = "jsonl", description = "Of the predictions (default jsonl).")
    private String format;

    @Option(names = "--split", paramLabel = "test|train|valid", defaultValue = "test", description = "Of a data set (default test); valid with texts.")
    private String split;

    @Option(names = "--image-column", paramLabel = "NAME", defaultValue = "image", description = "Of Parquet: binary, or a struct with a field bytes (default image).")
    private String imageColumn;

    @Option(names = "--id-column", paramLabel = "NAME", description = "Of Parquet: what names a row (default id or path, else the image's checksum).")
    private String idColumn;

    @Override
    protected ExitCode run() {
        SparkConf conf = SparkSettings.ofThisJvm().of("predict");
        Configuration hadoop = SparkHadoopUtil.get().newConfiguration(conf);
        PredictRequest request = new PredictRequest(ModelReference.directory(model, models, hadoop), data, split, out, format(), imageColumn, idColumn);
        ModelPrediction prepared = ModelPrediction.prepare(request, hadoop, err()::println);
        try (JavaSparkContext spark = new JavaSparkContext(conf)) {
            report(prepared.run(spark));
        }
        return ExitCode.DONE;
    }

    private PredictionFormat format() {
        return switch (format) {
            case "jsonl" -> PredictionFormat.JSONL;
            case "parquet" -> PredictionFormat.PARQUET;
            default -> throw new InputException("--format: found '" + format + "', supported are jsonl and parquet");
        };
    }

    private void report(PredictSummary summary) {
        if (json()) {
            printJson(new ObjectMapper().convertValue(summary, new TypeReference<Map<String, Object>>() { }));
            return;
        }
        out().printf("%s: %s with a prediction, %s problems; %s%n", summary.out(), Shown.count(summary.examples()), Shown.count(summary.problems()),
                Shown.duration(summary.seconds()));
        summary.predicted().forEach((name, count) -> out().printf("  %-24s %12s%n", name, Shown.count(count)));
        if (summary.problems() > 0) {
            out().printf("%s/problems.jsonl names what has none%n", summary.out());
        }
        out().flush();
    }
}
