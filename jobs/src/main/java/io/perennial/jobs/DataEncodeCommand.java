package io.perennial.jobs;

import io.perennial.datasets.Datasets;
import io.perennial.datasets.TokenShape;
import io.perennial.datasets.text.EncodedRecord;
import io.perennial.datasets.text.EncodedTexts;
import io.perennial.datasets.text.LineRules;
import io.perennial.datasets.text.OnBadText;
import io.perennial.datasets.text.TextPlan;
import io.perennial.driver.data.EncodeJob;
import io.perennial.driver.data.EncodeRequest;
import io.perennial.errors.InputException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code data encode DATA --out FOLDER}: token ids of texts, made once over the executors. */
@Command(name = "encode", description = "Makes a folder of token ids of texts (.tsv, .txt, .parquet), which train, evaluate and describe read instead of them.", sortOptions = false)
final class DataEncodeCommand extends Verb {

    @Parameters(index = "0", paramLabel = "DATA", description = "A data set's name, a folder or a file of texts; any Hadoop URI.")
    private String data;

    @Option(names = "--out", required = true, paramLabel = "FOLDER", description = "The folder to make; then the data of a job (data: FOLDER).")
    private String out;

    @Option(names = "--test", paramLabel = "FILE", description = "The test set, where DATA is a file.")
    private String test;

    @Option(names = "--tokenizer", paramLabel = "word|character|bpe|FILE", defaultValue = "word", description = "What texts are taken apart into, or a tokenizer.json"
            + " (default word). As text.tokenizer of a job.")
    private String tokenizer;

    @Option(names = "--vocabulary", paramLabel = "N", defaultValue = "30000", description = "Tokens at most (default 30000).")
    private int vocabulary;

    @Option(names = "--at-least", paramLabel = "N", defaultValue = "1", description = "How often a token must occur in the training set (default 1).")
    private int atLeast;

    @Option(names = "--on-bad", paramLabel = "repair|skip|refuse", defaultValue = "repair", description = "What is done with lines that are not UTF-8, too long or empty"
            + " (default repair). As text.onBad of a job.")
    private String onBad;

    @Override
    protected ExitCode run() {
        TextPlan plan = new TextPlan.FromTraining(tokenizer, EncodedRecord.MOST_TOKENS, vocabulary, atLeast, new LineRules(onBad(), LineRules.DEFAULT_LONGEST),
                TokenShape.Target.NEXT_TOKEN, 0);
        SparkConf conf = SparkSettings.ofThisJvm().of("data encode");
        Configuration hadoop = SparkHadoopUtil.get().newConfiguration(conf);
        EncodeJob job = EncodeJob.prepare(new EncodeRequest(data, out, new Datasets.Options(System.getenv("PERENNIAL_DATA"), 1, test, plan)), hadoop, err()::println);
        try (JavaSparkContext spark = new JavaSparkContext(conf)) {
            EncodedTexts made = job.run(spark);
            Map<String, Object> tokens = new LinkedHashMap<>();
            made.splits().forEach((split, encoded) -> tokens.put(split, encoded.tokens()));
            if (json()) {
                Map<String, Object> told = new LinkedHashMap<>();
                told.put("out", out);
                told.put("tokens", tokens);
                told.put("tokenizerSha256", made.tokenizerSha256());
                printJson(told);
            } else {
                out().printf("%s: tokens %s, tokenizer sha256 %s%n", out, tokens, made.tokenizerSha256());
                out().flush();
            }
        }
        return ExitCode.DONE;
    }

    private OnBadText onBad() {
        return Arrays.stream(OnBadText.values()).filter(known -> known.name().toLowerCase(Locale.ROOT).equals(onBad)).findFirst()
                .orElseThrow(() -> new InputException("--on-bad: found '" + onBad + "', supported are repair, skip and refuse"));
    }
}
